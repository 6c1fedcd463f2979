import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { Spinner } from "@/components/spinner";
import { BatchBlock } from "@/features/batch/batch-block";
import type { Making } from "@/features/generation/making";
import { AssetViewer } from "@/features/media/asset-viewer";
import type { ModelChoice } from "@/features/models/use-model-choice";
import { type AssetId, type Generation, toProblem } from "@/ipc/client";
import { GenerateEmpty } from "./generate-empty";
import { runsQuery } from "./queries";
import { RunBlock } from "./run-block";
import { groupRuns, type StreamItem } from "./stream-items";

const USUAL_HEIGHT = 380;
const GAP = 40;
/** The next page is asked for when this few runs are left below. */
const AHEAD = 3;

const NO_RUNS: Generation[] = [];

/** Every run of a kind, newest first; earlier ones load as they are scrolled to. */
export function RunStream({ making, choice }: { making: Making; choice: ModelChoice }) {
  const { t } = useTranslation("generate");
  const runs = useInfiniteQuery(runsQuery(making));
  // Kept as state, since the list inside is there before it and must be drawn once it is.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [shown, setShown] = useState<AssetId | null>(null);
  const pages = runs.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? NO_RUNS, [pages]);
  const assets = useMemo(
    () => items.flatMap((run) => run.outputs.filter(({ deleted_at }) => deleted_at === null)),
    [items],
  );

  const blocks = useMemo(() => groupRuns(items), [items]);
  const newest = blocks[0]?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new run is shown where it begins
  useEffect(() => {
    scroller?.scrollTo({ top: 0 });
  }, [newest]);

  // Absent while something is on its way: a page asked for meanwhile would cut that off.
  const loadMore =
    runs.hasNextPage && !runs.isFetching ? () => void runs.fetchNextPage() : undefined;

  if (runs.isPending) return <StreamSkeleton />;
  if (runs.isError && items.length === 0) {
    return (
      <div className="p-6">
        <ErrorCard problem={toProblem(runs.error)} onRetry={() => void runs.refetch()} />
      </div>
    );
  }
  if (items.length === 0) return <GenerateEmpty making={making} choice={choice} />;
  return (
    <>
      <div
        ref={setScroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
        tabIndex={0}
        role="feed"
        aria-label={t("results")}
        aria-busy={runs.isFetchingNextPage}
        className="ring-inside min-h-0 flex-1 overflow-y-auto border-t border-line px-4 pt-5 pb-10"
      >
        <Runs items={blocks} scroller={scroller} onOpen={setShown} onNearEnd={loadMore} />
        {runs.isFetchingNextPage && (
          <p role="status" className="flex items-center gap-2 pt-8 text-sm text-muted">
            <Spinner />
            {t("loadingMore")}
          </p>
        )}
      </div>
      <AssetViewer
        assets={assets}
        assetId={shown}
        onShow={setShown}
        hasMore={runs.hasNextPage}
        onNearEnd={loadMore}
      />
    </>
  );
}

interface RunsProps {
  items: StreamItem[];
  scroller: HTMLDivElement | null;
  onOpen: (id: AssetId) => void;
  /** Loads more; absent while nothing more can be asked for. */
  onNearEnd?: () => void;
}

function Runs({ items, scroller, onOpen, onNearEnd }: RunsProps) {
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: () => USUAL_HEIGHT,
    gap: GAP,
    overscan: 2,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const near = last >= items.length - AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once whenever the end comes near
  useEffect(() => {
    if (near) onNearEnd?.();
  }, [near, items.length, onNearEnd !== undefined]);
  return (
    <div style={{ height: virtual.getTotalSize() }} className="relative mx-auto max-w-[100rem]">
      {rows.map((row) => {
        const item = items[row.index];
        return (
          item && (
            <div
              key={row.key}
              ref={virtual.measureElement}
              data-index={row.index}
              style={{ transform: `translateY(${row.start}px)` }}
              className="absolute inset-x-0 top-0"
            >
              {item.kind === "batch" ? (
                <BatchBlock batchId={item.batchId} onOpen={onOpen} />
              ) : (
                <RunBlock row={item.run} onOpen={onOpen} />
              )}
            </div>
          )
        );
      })}
    </div>
  );
}

function StreamSkeleton() {
  const { t } = useTranslation("generate");
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-3 px-4 pt-5">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-4 w-1/3" />
      <div className="flex gap-2">
        <Skeleton className="aspect-square w-60 rounded-lg" />
        <Skeleton className="aspect-square w-60 rounded-lg" />
      </div>
    </div>
  );
}
