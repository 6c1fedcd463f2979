import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { CirclePause, CirclePlay, ListChecks, Play } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { type Activity, api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { ActivityRow } from "./activity-row";
import { changeQueue, isActive } from "./use-activity";

const ROW_PX = 60;

/** Every run that has not ended and those that ended lately, and what holds for all of them. */
export function ActivityTray({ activity }: { activity: Activity }) {
  const { t } = useTranslation("shell");
  const { runs, settings, left_off } = activity;
  if (runs.length === 0 && !settings.paused) {
    return (
      <EmptyState
        icon={ListChecks}
        title={t("activity.nothing")}
        text={t("activity.nothingText")}
      />
    );
  }
  return (
    <>
      <AllCommands activity={activity} />
      <RunList activity={activity} />
      {left_off > 0 && (
        <p className="pt-2 text-xs text-muted">{t("activity.leftOff", { count: left_off })}</p>
      )}
    </>
  );
}

/** What can be done with the whole queue. */
function AllCommands({ activity: { runs, settings } }: { activity: Activity }) {
  const { t } = useTranslation("shell");
  const held = runs.filter((run) => run.held).map(({ id }) => id);
  const ended = runs.some((run) => !isActive(run) && run.state !== "unknown");
  const act = (doing: Promise<unknown>) => void doing.catch(toast.showProblem);
  return (
    <div className="flex flex-wrap items-center gap-2 pb-2">
      <Button
        size="sm"
        icon={settings.paused ? CirclePlay : CirclePause}
        onClick={() => void changeQueue({ paused: !settings.paused })}
      >
        {settings.paused ? t("activity.resumeAll") : t("activity.pauseAll")}
      </Button>
      {held.length > 0 && (
        <Button size="sm" icon={Play} onClick={() => act(api.letGenerationsGo(held))}>
          {t("activity.letAllGo", { count: held.length })}
        </Button>
      )}
      {ended && (
        <Button size="sm" variant="ghost" onClick={() => act(api.clearActivity())}>
          {t("activity.clear")}
        </Button>
      )}
      {settings.paused && (
        <p role="status" className="w-full text-xs text-muted">
          {t("activity.pausedText")}
        </p>
      )}
    </div>
  );
}

function RunList({ activity: { runs, settings } }: { activity: Activity }) {
  const { t } = useTranslation("shell");
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const current = Math.min(active, runs.length - 1);
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => runs[index]?.id ?? index,
    overscan: 4,
    // The row with the focus stays, so that the focus is not lost while one scrolls.
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      if (current < 0 || rows.includes(current)) return rows;
      return [...rows, current].sort((left, right) => left - right);
    },
  });
  const go = (event: KeyboardEvent<HTMLElement>) => {
    const last = runs.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: Math.min(current + 1, last),
      ArrowUp: Math.max(current - 1, 0),
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    const onRow = event.target instanceof HTMLElement && event.target.dataset.run !== undefined;
    if (to === undefined || event.altKey || !onRow) return;
    event.preventDefault();
    setActive(to);
    virtual.scrollToIndex(to, { align: "auto" });
    const id = runs[to]?.id;
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-run="${id}"]`)?.focus();
    });
  };
  return (
    <div ref={scroller} className="max-h-[min(28rem,60dvh)] overflow-y-auto">
      <ul
        aria-label={t("activity.title")}
        onKeyDown={go}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const run = runs[index];
          if (!run) return null;
          return (
            <ActivityRow
              key={key}
              run={run}
              paused={settings.paused}
              position={{ index, of: runs.length, top: start }}
              focusable={index === current}
              onFocus={() => setActive(index)}
              measure={virtual.measureElement}
            />
          );
        })}
      </ul>
    </div>
  );
}
