import type { BlobHash } from "@/ipc/client";
import { audioPeaks } from "@/ipc/media-bytes";
import { playbackUrl } from "@/ipc/media-url";

/** How many peaks a waveform is drawn from at least, where the sound is so long. */
const WANTED = 400;
const KEPT = 60;
/** What the page decodes itself is held in memory whole. */
const LARGEST_BYTES = 20_000_000;
const RATE = 8_000;

/** How loud each span is, the loudest of all being 1: from pairs of least and greatest samples. */
export function loudness(pairs: ArrayLike<number>): number[] {
  const peaks = Array.from({ length: Math.floor(pairs.length / 2) }, (_, span) =>
    Math.max(Math.abs(pairs[2 * span] ?? 0), Math.abs(pairs[2 * span + 1] ?? 0)),
  );
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak), 0);
  return loudest === 0 ? peaks : peaks.map((peak) => peak / loudest);
}

/** Least and greatest samples of `spans` equal parts. */
export function pairsOf(samples: Float32Array, spans: number): Float32Array {
  const parts = Math.min(spans, samples.length);
  const pairs = new Float32Array(parts * 2);
  for (let part = 0; part < parts; part += 1) {
    const end = Math.floor(((part + 1) * samples.length) / parts);
    for (let at = Math.floor((part * samples.length) / parts); at < end; at += 1) {
      const value = samples[at] ?? 0;
      pairs[2 * part] = Math.min(pairs[2 * part] ?? 0, value);
      pairs[2 * part + 1] = Math.max(pairs[2 * part + 1] ?? 0, value);
    }
  }
  return pairs;
}

/** Opus is decoded by the web view alone. */
async function readHere(blob: BlobHash, byteSize: number): Promise<ArrayLike<number>> {
  if (byteSize > LARGEST_BYTES) throw new Error("the file is too large to be held whole");
  const answer = await fetch(playbackUrl(blob));
  if (!answer.ok) throw new Error(`the file answered ${answer.status}`);
  const context = new OfflineAudioContext(1, 1, RATE);
  const sound = await context.decodeAudioData(await answer.arrayBuffer());
  return pairsOf(sound.getChannelData(0), WANTED);
}

const known = new Map<BlobHash, Promise<number[] | null>>();

/** The shape of a sound, read once; null where it cannot be drawn. */
export function peaksFor(blob: BlobHash, byteSize: number): Promise<number[] | null> {
  const kept = known.get(blob);
  if (kept) return kept;
  const peaks = audioPeaks(blob, WANTED)
    .catch(() => readHere(blob, byteSize))
    .then(loudness)
    .catch(() => null);
  known.set(blob, peaks);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest) known.delete(oldest);
  return peaks;
}
