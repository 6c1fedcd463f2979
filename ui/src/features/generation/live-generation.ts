import type { Generation, GenerationState, GenerationUpdate, Progress } from "@/ipc/client";

/** A source that an answer names. */
export interface Source {
  url: string;
  title: string | null;
  snippet: string | null;
}

/** A generation as it is being followed. */
export interface LiveGeneration {
  generation: Generation;
  /** What was written so far. */
  text: string;
  reasoning: string;
  /** The sources that the answer named so far. */
  citations: readonly Source[];
  progress: Progress | null;
}

const ENDED: ReadonlySet<GenerationState> = new Set([
  "succeeded",
  "failed",
  "cancelled",
  "unknown",
]);

export function hasEnded({ state }: Pick<Generation, "state">): boolean {
  return ENDED.has(state);
}

/** What is known after an update; null until the snapshot, which comes first unless it is over. */
export function applyUpdate(
  live: LiveGeneration | null,
  update: GenerationUpdate,
): LiveGeneration | null {
  if (update.type === "snapshot") {
    const { generation, text, reasoning } = update;
    return { generation, text, reasoning, citations: [], progress: null };
  }
  if (!live) {
    if (update.type !== "ended") return null;
    const { generation } = update;
    return { generation, text: "", reasoning: "", citations: [], progress: null };
  }
  switch (update.type) {
    case "text":
      return { ...live, text: live.text + update.delta };
    case "reasoning":
      return { ...live, reasoning: live.reasoning + update.delta };
    case "citation": {
      const { url, title, snippet } = update;
      return { ...live, citations: [...live.citations, { url, title, snippet }] };
    }
    case "progress":
      return { ...live, progress: update.progress };
    case "changed":
      return { ...live, generation: update.generation };
    case "ended":
      return { ...live, generation: update.generation, progress: null };
  }
}
