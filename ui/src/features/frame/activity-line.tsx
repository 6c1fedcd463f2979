import { CircleCheck, Pause, TriangleAlert } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Popover } from "@/components/popover";
import { Spinner } from "@/components/spinner";
import type { Activity } from "@/ipc/client";
import { ActivityTray } from "./activity-tray";
import { lineWords } from "./activity-words";
import { isActive, setTrayOpen, useActivity, useTray } from "./use-activity";

function Tray({ activity, trigger }: { activity: Activity; trigger: ReactElement }) {
  const { t } = useTranslation("shell");
  const open = useTray((tray) => tray.open);
  return (
    <Popover
      title={t("activity.title")}
      trigger={trigger}
      side="top"
      className="w-[30rem]"
      open={open}
      onOpenChange={setTrayOpen}
    >
      <ActivityTray activity={activity} />
    </Popover>
  );
}

function Mark({ activity, className }: { activity: Activity; className: string }) {
  const { runs, settings } = activity;
  const active = runs.filter(isActive);
  if (active.length > 0 && !settings.paused) return <Spinner className={className} />;
  const lost = runs.some(({ state }) => state === "unknown");
  const Icon = active.length > 0 ? Pause : lost ? TriangleAlert : CircleCheck;
  return <Icon aria-hidden size={14} strokeWidth={1.75} className="shrink-0 text-muted" />;
}

/** What runs, waits or ended lately, as a line at the foot of the sidebar; nothing where nothing does. */
export function ActivityLine() {
  const { t } = useTranslation("shell");
  const activity = useActivity();
  const open = useTray((tray) => tray.open);
  if (activity.runs.length === 0 && !open) return null;
  return (
    <Tray
      activity={activity}
      trigger={
        <button
          type="button"
          title={t("activity.open")}
          className="ring-inside flex h-9 w-full shrink-0 items-center gap-2.5 border-t border-line px-4 text-xs text-muted transition-colors hover:bg-hover hover:text-text data-popup-open:bg-pressed"
        >
          <Mark activity={activity} className="size-3.5 text-accent-text" />
          <span className="truncate">{lineWords(activity.runs, activity.settings.paused)}</span>
        </button>
      }
    />
  );
}

/** The same in the rail, for pages and windows without a sidebar. */
export function ActivityMark() {
  const { t } = useTranslation("shell");
  const activity = useActivity();
  const open = useTray((tray) => tray.open);
  if (activity.runs.length === 0 && !open) return null;
  const active = activity.runs.filter(isActive).length;
  const spins = active > 0 && !activity.settings.paused;
  return (
    <Tray
      activity={activity}
      trigger={
        <button
          type="button"
          aria-label={lineWords(activity.runs, activity.settings.paused)}
          title={t("activity.open")}
          className="relative flex size-10 items-center justify-center rounded-lg text-xs font-medium text-muted tabular-nums transition-colors hover:bg-hover hover:text-text data-popup-open:bg-pressed"
        >
          {spins && <Spinner className="absolute size-7 text-accent-text" />}
          {active > 0 ? active : <Mark activity={activity} className="size-3.5" />}
        </button>
      }
    />
  );
}
