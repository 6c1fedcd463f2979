import type { Span } from "./highlight";

/** Lines that are laid out together; a growing block only lays out its last piece again. */
const LINES_TOGETHER = 80;

/** Text in pieces of whole lines. Pieces before the last one stay equal while text is appended. */
export function piecesOf(code: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let lines = 0;
  for (let at = code.indexOf("\n"); at !== -1; at = code.indexOf("\n", at + 1)) {
    lines += 1;
    if (lines % LINES_TOGETHER !== 0) continue;
    pieces.push(code.slice(from, at + 1));
    from = at + 1;
  }
  if (from < code.length) pieces.push(code.slice(from));
  return pieces;
}

/** Coloured runs in the same pieces as `piecesOf` cuts their text into. */
export function spanPiecesOf(spans: readonly Span[]): Span[][] {
  const pieces: Span[][] = [];
  let piece: Span[] = [];
  let lines = 0;
  for (const { text, kind } of spans) {
    let from = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
      lines += 1;
      if (lines % LINES_TOGETHER !== 0) continue;
      piece.push({ text: text.slice(from, at + 1), kind });
      pieces.push(piece);
      piece = [];
      from = at + 1;
    }
    if (from < text.length) piece.push({ text: text.slice(from), kind });
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
