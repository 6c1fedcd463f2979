import { Channel } from "@tauri-apps/api/core";
import {
  type AssetId,
  commands,
  type Exported,
  type ExportProgress,
  type ExportShape,
  type GenerationId,
  type GenerationUpdate,
  type HowMade,
  type Problem,
  type ProviderId,
  type PullProgress,
} from "./bindings";
import { StudioError, toProblem } from "./problem";

export type * from "./bindings";
export { StudioError, toProblem } from "./problem";

type Command = (...args: never[]) => Promise<unknown>;

/** The same commands, whose failures are `StudioError`s whatever the core threw. */
function guarded<T extends Record<string, Command>>(raw: T): T {
  const guard =
    (call: Command): Command =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (cause) {
        throw new StudioError(toProblem(cause));
      }
    };
  return Object.fromEntries(Object.entries(raw).map(([name, call]) => [name, guard(call)])) as T;
}

const { watchGeneration: watch, pullModel: pull, exportAssets: exportThem, ...rest } = commands;

/**
 * Every command of the core but those that stream: see `watchGeneration`, `pullModel` and
 * `exportAssets`.
 */
export const api = guarded(rest);

/**
 * Follows a generation: a snapshot first, then what changes until it ends.
 * The function returned lets go of it; the generation itself goes on.
 */
export function watchGeneration(
  id: GenerationId,
  onUpdate: (update: GenerationUpdate) => void,
  onFailure?: (problem: Problem) => void,
): () => void {
  let attached = true;
  const channel = new Channel<GenerationUpdate>((update) => {
    if (attached) onUpdate(update);
  });
  watch(id, channel).catch((cause: unknown) => {
    if (attached) onFailure?.(toProblem(cause));
  });
  return () => {
    attached = false;
  };
}

/**
 * Fetches a model to a server's disk, or joins in where that runs already. Settles when it is
 * there, when it failed, and when it was cancelled.
 */
export async function pullModel(
  providerId: ProviderId,
  model: string,
  onProgress: (progress: PullProgress) => void,
): Promise<void> {
  try {
    await pull(providerId, model, new Channel<PullProgress>(onProgress));
  } catch (cause) {
    throw new StudioError(toProblem(cause));
  }
}

/**
 * Asks where to and writes things there, each as a file or all into one archive. Null when the
 * person changed their mind about where.
 */
export async function exportAssets(
  ids: readonly AssetId[],
  shape: ExportShape,
  howMade: HowMade,
  onProgress: (progress: ExportProgress) => void,
): Promise<Exported | null> {
  try {
    const channel = new Channel<ExportProgress>(onProgress);
    return await exportThem([...ids], shape, howMade, channel);
  } catch (cause) {
    throw new StudioError(toProblem(cause));
  }
}
