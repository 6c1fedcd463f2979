import { useEffect, useState } from "react";
import {
  type Generation,
  type GenerationId,
  type GenerationUpdate,
  type Problem,
  watchGeneration,
} from "@/ipc/client";
import { applyUpdate, hasEnded, type LiveGeneration } from "./live-generation";

export interface Watched {
  live: LiveGeneration | null;
  /** Why it could not be followed; the generation itself may go on. */
  problem: Problem | null;
}

const NOTHING: Watched = { live: null, problem: null };

/**
 * Follows a generation while the component is there; null follows nothing. Updates of one frame
 * become one change, so that a quick stream costs no more than the screen can show.
 */
export function useGeneration(id: GenerationId | null): Watched {
  const [watched, setWatched] = useState<Watched & { id: GenerationId | null }>({ id, ...NOTHING });
  useEffect(() => {
    if (id === null) return;
    let waiting: GenerationUpdate[] = [];
    let frame: number | null = null;
    const show = () => {
      frame = null;
      const updates = waiting;
      waiting = [];
      setWatched((before) => ({
        id,
        problem: null,
        live: updates.reduce(applyUpdate, before.id === id ? before.live : null),
      }));
    };
    const detach = watchGeneration(
      id,
      (update) => {
        waiting.push(update);
        frame ??= requestAnimationFrame(show);
      },
      (problem) => setWatched({ id, live: null, problem }),
    );
    return () => {
      detach();
      if (frame !== null) cancelAnimationFrame(frame);
    };
  }, [id]);
  return watched.id === id ? watched : NOTHING;
}

/**
 * A row of the ledger, kept current while it runs. The row wins once it has ended, since it is what
 * was stored.
 */
export function useCurrentGeneration(row: Generation): {
  generation: Generation;
  live: LiveGeneration | null;
} {
  const { live } = useGeneration(hasEnded(row) ? null : row.id);
  return { generation: hasEnded(row) || !live ? row : live.generation, live };
}
