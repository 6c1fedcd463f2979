import { useEffect, useState } from "react";
import { applyUpdate, type LiveGeneration } from "@/features/generation/live-generation";
import {
  type GenerationId,
  type GenerationUpdate,
  type Problem,
  watchGeneration,
} from "@/ipc/client";

/** Drawing may take this part of the time while an answer streams; the rest is for the person. */
const SHARE = 0.25;

export interface LiveAnswer {
  live: LiveGeneration | null;
  /** Why it could not be followed; the answer itself may go on. */
  problem: Problem | null;
}

const NOTHING: LiveAnswer = { live: null, problem: null };

/**
 * Gathers updates until the next frame, and longer where drawing the last ones took long: a long
 * answer is then drawn in bigger steps rather than at the cost of typing.
 */
function gather(show: (updates: GenerationUpdate[]) => void) {
  let waiting: GenerationUpdate[] = [];
  let frame: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restUntil = 0;

  const flush = () => {
    frame = null;
    const from = performance.now();
    const updates = waiting;
    waiting = [];
    show(updates);
    // React has drawn by the time another task runs.
    timer = setTimeout(() => {
      const to = performance.now();
      restUntil = to + (to - from) * (1 / SHARE - 1);
      timer = undefined;
      plan();
    }, 0);
  };
  const plan = () => {
    if (waiting.length === 0 || frame !== null || timer !== undefined) return;
    const rest = restUntil - performance.now();
    if (rest > 0) {
      timer = setTimeout(() => {
        timer = undefined;
        plan();
      }, rest);
    } else frame = requestAnimationFrame(flush);
  };
  return {
    take: (update: GenerationUpdate) => {
      waiting.push(update);
      plan();
    },
    stop: () => {
      clearTimeout(timer);
      if (frame !== null) cancelAnimationFrame(frame);
    },
  };
}

/**
 * Follows an answer while it is shown; null follows nothing. The snapshot that comes first has all
 * that was written before, so leaving the page and coming back loses nothing.
 */
export function useLiveAnswer(id: GenerationId | null): LiveAnswer {
  const [answer, setAnswer] = useState<LiveAnswer & { id: GenerationId | null }>({
    id,
    ...NOTHING,
  });
  useEffect(() => {
    if (id === null) return;
    const updates = gather((gathered) =>
      setAnswer((before) => ({
        id,
        problem: null,
        live: gathered.reduce(applyUpdate, before.id === id ? before.live : null),
      })),
    );
    const detach = watchGeneration(id, updates.take, (problem) =>
      setAnswer({ id, live: null, problem }),
    );
    return () => {
      detach();
      updates.stop();
    };
  }, [id]);
  return answer.id === id ? answer : NOTHING;
}
