import type { Spoken, Transcript } from "@/ipc/client";

/** Words further apart than this begin a line of their own. */
const PAUSE_MS = 900;
const MOST_WORDS = 14;

/** What a service tells apart as a turn, or words gathered to lines where it tells only words. */
export function linesOf({ segments, words }: Transcript): Spoken[] {
  if (segments.length > 0 || words.length === 0) return segments;
  const lines: (Spoken & { count: number })[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const goesOn =
      last &&
      last.speaker === word.speaker &&
      word.start_ms - last.end_ms < PAUSE_MS &&
      last.count < MOST_WORDS;
    if (goesOn) {
      last.text = `${last.text.trimEnd()} ${word.text.trim()}`;
      last.end_ms = word.end_ms;
      last.count += 1;
    } else lines.push({ ...word, text: word.text.trim(), count: 1 });
  }
  return lines.map(({ count: _, ...line }) => line);
}

/** The line that is heard at a moment: the last that has begun; -1 before the first. */
export function lineAt(lines: readonly Spoken[], ms: number): number {
  return lines.findLastIndex(({ start_ms }) => start_ms <= ms);
}
