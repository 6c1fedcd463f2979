import { CircleStop, Ellipsis, MessageCircle, RotateCw } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";
import { IconButton } from "@/components/icon-button";
import { Menu } from "@/components/menu";
import { ProgressBar } from "@/components/progress-bar";
import { GenerationTimeline } from "@/features/generation/generation-timeline";
import { isMaking, MAKING_ICONS } from "@/features/generation/making";
import { useNow } from "@/features/generation/use-now";
import { CostLine, PriceLine } from "@/features/models/price-line";
import type { ActivityRun } from "@/ipc/client";
import { openRun, useRunCommands } from "./activity-commands";
import { ActivityMenu } from "./activity-menu";
import { nameOf, runWords } from "./activity-words";
import { isActive } from "./use-activity";
import { formatElapsed, useProgress } from "./use-running";

interface ActivityRowProps {
  run: ActivityRun;
  paused: boolean;
  /** Where it stands in the list. */
  position: { index: number; of: number; top: number };
  focusable: boolean;
  onFocus: () => void;
  measure: (row: HTMLElement | null) => void;
}

/** One run in the tray. */
export function ActivityRow(props: ActivityRowProps) {
  const { run, paused, position, focusable, onFocus, measure } = props;
  const { t } = useTranslation("shell");
  const now = useNow();
  const progress = useProgress(run);
  const commands = useRunCommands(run);
  const [showsTimeline, setShowsTimeline] = useState(false);
  const name = nameOf(run);
  const words = runWords(run, progress, paused, now);
  const active = isActive(run);
  const Icon = isMaking(run.kind) ? MAKING_ICONS[run.kind] : MessageCircle;
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    const up = event.altKey && event.key === "ArrowUp";
    const down = event.altKey && event.key === "ArrowDown";
    if (event.key === "Enter") openRun(run);
    else if (event.key === "Delete" && active) commands.stop();
    else if ((up || down) && run.place !== null) commands.move({ to: up ? "up" : "down" });
    else return;
    event.preventDefault();
  };
  return (
    <li
      ref={measure}
      data-index={position.index}
      data-run={run.id}
      aria-label={`${name}, ${words}`}
      aria-posinset={position.index + 1}
      aria-setsize={position.of}
      tabIndex={focusable ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={press}
      className="ring-inside absolute inset-x-0 top-0 border-b border-line py-2 last:border-transparent"
      style={{ transform: `translateY(${position.top}px)` }}
    >
      <div className="flex items-start gap-2.5">
        <Icon aria-hidden size={16} strokeWidth={1.75} className="mt-0.5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm" title={name}>
            {name}
          </p>
          <p
            className={cn(
              "flex min-w-0 flex-wrap gap-x-1.5 text-xs text-muted tabular-nums",
              run.held && "text-warning",
            )}
          >
            <span className="min-w-0 truncate">{words}</span>
            <span aria-hidden>·</span>
            <span>{formatElapsed((run.ended_at ?? now) - run.created_at)}</span>
            {run.kind !== "chat" && (
              <>
                <span aria-hidden>·</span>
                <span className="truncate">{run.model_name}</span>
              </>
            )}
            <Cost run={run} />
          </p>
          {run.problem && !active && (
            <p className="line-clamp-2 text-xs text-muted" title={run.problem}>
              {run.problem}
            </p>
          )}
          {progress && progress.fraction !== null && (
            <ProgressBar value={progress.fraction} label={words} hideLabel className="mt-1.5" />
          )}
        </div>
        {active && (
          <Button
            size="sm"
            icon={CircleStop}
            onClick={commands.stop}
            aria-label={t("activity.stop", { name })}
          >
            {t("activity.stopShort")}
          </Button>
        )}
        {(run.state === "failed" || run.state === "cancelled") && (
          <Button
            size="sm"
            icon={RotateCw}
            onClick={commands.retry}
            aria-label={t("activity.retry", { name })}
          >
            {t("activity.retryShort")}
          </Button>
        )}
        <Menu
          align="end"
          trigger={<IconButton size="sm" icon={Ellipsis} label={t("activity.more", { name })} />}
        >
          <ActivityMenu
            run={run}
            commands={commands}
            showsTimeline={showsTimeline}
            onTimeline={() => setShowsTimeline(!showsTimeline)}
          />
        </Menu>
      </div>
      {showsTimeline && (
        <div className="pt-2 pl-6">
          <GenerationTimeline generation={run} />
        </div>
      )}
    </li>
  );
}

/** What it did cost, or is expected to. */
function Cost({ run }: { run: ActivityRun }) {
  const { actual_cost: cost, estimated_cost: estimate } = run;
  if (cost) return <CostLine cost={cost} basis={run.cost_basis} />;
  return estimate && isActive(run) ? <PriceLine estimate={estimate} /> : null;
}
