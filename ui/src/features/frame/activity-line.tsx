import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Popover } from "@/components/popover";
import { Spinner } from "@/components/spinner";
import type { Generation } from "@/ipc/client";
import { ActivityRow, useGenerationName } from "./activity-row";
import { useRunning } from "./use-running";

function Tray({ running, trigger }: { running: Generation[]; trigger: ReactElement }) {
  const { t } = useTranslation("shell");
  return (
    <Popover title={t("activity.title")} trigger={trigger} side="top" className="w-96">
      <ul className="divide-y divide-line">
        {running.map((generation) => (
          <ActivityRow key={generation.id} generation={generation} />
        ))}
      </ul>
    </Popover>
  );
}

/** What runs now, as a line at the foot of the sidebar; nothing where nothing runs. */
export function ActivityLine() {
  const { t } = useTranslation("shell");
  const running = useRunning();
  const nameOf = useGenerationName();
  const [first, ...more] = running;
  if (!first) return null;
  const words = more.length === 0 ? nameOf(first) : t("activity.count", { count: running.length });
  return (
    <Tray
      running={running}
      trigger={
        <button
          type="button"
          title={t("activity.open")}
          className="ring-inside flex h-9 w-full shrink-0 items-center gap-2.5 border-t border-line px-4 text-xs text-muted transition-colors hover:bg-hover hover:text-text data-popup-open:bg-pressed"
        >
          <Spinner className="size-3.5 text-accent-text" />
          <span className="truncate">{words}</span>
        </button>
      }
    />
  );
}

/** The same in the rail, for pages and windows without a sidebar. */
export function ActivityMark() {
  const { t } = useTranslation("shell");
  const running = useRunning();
  if (running.length === 0) return null;
  return (
    <Tray
      running={running}
      trigger={
        <button
          type="button"
          aria-label={t("activity.count", { count: running.length })}
          title={t("activity.open")}
          className="relative flex size-10 items-center justify-center rounded-lg text-xs font-medium text-muted tabular-nums transition-colors hover:bg-hover hover:text-text data-popup-open:bg-pressed"
        >
          <Spinner className="absolute size-7 text-accent-text" />
          {running.length}
        </button>
      }
    />
  );
}
