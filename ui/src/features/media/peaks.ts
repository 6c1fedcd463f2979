import type { BlobHash } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";

/** How many peaks a waveform is kept in, whatever width it is drawn in. */
export const PEAKS = 400;
/** Longer files would fill the memory once they are decoded. */
const LARGEST_BYTES = 40_000_000;
const KEPT = 60;
const RATE = 22_050;

/** The loudest moment of each of `count` equal parts, the loudest of all being 1. */
export function peaksOf(samples: Float32Array, count: number): number[] {
  if (samples.length === 0) return [];
  const parts = Math.min(count, samples.length);
  const peaks = Array.from({ length: parts }, (_, part) => {
    const end = Math.floor(((part + 1) * samples.length) / parts);
    let loudest = 0;
    for (let at = Math.floor((part * samples.length) / parts); at < end; at += 1) {
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    }
    return loudest;
  });
  const loudest = Math.max(...peaks);
  return loudest === 0 ? peaks : peaks.map((peak) => peak / loudest);
}

async function readPeaks(hash: BlobHash): Promise<number[]> {
  const answer = await fetch(playbackUrl(hash));
  if (!answer.ok) throw new Error(`the file answered ${answer.status}`);
  const context = new OfflineAudioContext(1, 1, RATE);
  const sound = await context.decodeAudioData(await answer.arrayBuffer());
  return peaksOf(sound.getChannelData(0), PEAKS);
}

const known = new Map<BlobHash, Promise<number[] | null>>();

/** The shape of a sound, read once; null where it cannot be drawn. */
export function peaksFor(hash: BlobHash, byteSize: number): Promise<number[] | null> {
  const kept = known.get(hash);
  if (kept) return kept;
  if (byteSize > LARGEST_BYTES) return Promise.resolve(null);
  const peaks = readPeaks(hash).catch(() => null);
  known.set(hash, peaks);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest) known.delete(oldest);
  return peaks;
}
