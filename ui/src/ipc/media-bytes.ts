import { invoke } from "@tauri-apps/api/core";
import type { BlobHash } from "./bindings";
import { StudioError, toProblem } from "./problem";

/**
 * The shape of a sound in at least `wanted` spans, where it is so long: the least and the greatest
 * sample of each, from -127 to 127.
 */
export async function audioPeaks(blob: BlobHash, wanted: number): Promise<Int8Array> {
  try {
    return new Int8Array(await invoke<ArrayBuffer>("audio_peaks", { blob, wanted }));
  } catch (cause) {
    throw new StudioError(toProblem(cause));
  }
}

/** Has the core keep a picture of a film that the page made. */
export async function storePoster(blob: BlobHash, picture: Blob): Promise<void> {
  try {
    const bytes = new Uint8Array(await picture.arrayBuffer());
    await invoke("store_poster", bytes, { headers: { "x-blob": blob } });
  } catch (cause) {
    throw new StudioError(toProblem(cause));
  }
}
