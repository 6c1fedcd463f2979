import type { BatchId, Generation } from "@/ipc/client";

/** What stands in the stream: a run, or all that was asked for with it. */
export type StreamItem =
  | { kind: "run"; key: string; run: Generation }
  | { kind: "batch"; key: string; batchId: BatchId };

/** Runs in their order; those of a batch stand as one, where its newest stands. */
export function groupRuns(runs: readonly Generation[]): StreamItem[] {
  const seen = new Set<BatchId>();
  return runs.flatMap((run): StreamItem[] => {
    const { batch_id: batchId } = run;
    if (batchId === null) return [{ kind: "run", key: run.id, run }];
    if (seen.has(batchId)) return [];
    seen.add(batchId);
    return [{ kind: "batch", key: batchId, batchId }];
  });
}
