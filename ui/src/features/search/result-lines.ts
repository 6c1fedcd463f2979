import type { Asset, SearchHit, SearchResults, SearchSubject } from "@/ipc/client";

/** A line of the results: the heading of a kind, something found, or the way to more of it. */
export type ResultLine =
  | { kind: "heading"; subject: SearchSubject }
  | { kind: "hit"; hit: SearchHit }
  | { kind: "more"; subject: SearchSubject };

/** A line that the arrow keys stop at. */
export type Choosable = Exclude<ResultLine, { kind: "heading" }>;

export function isChoosable(line: ResultLine | undefined): line is Choosable {
  return line !== undefined && line.kind !== "heading";
}

export function idOf(hit: SearchHit): string {
  return hit.subject === "asset" ? hit.asset.id : hit.id;
}

export function keyOf(line: ResultLine): string {
  return line.kind === "hit"
    ? `${line.hit.subject}-${idOf(line.hit)}`
    : `${line.kind}-${line.subject}`;
}

/** The pages of a search as one list. A search of one kind needs no heading. */
export function linesOf(pages: readonly SearchResults[], oneKind: boolean): ResultLine[] {
  const groups = pages.flatMap((page) => page.groups);
  return groups.flatMap(({ subject, hits, next }): ResultLine[] => {
    const found = hits.map((hit): ResultLine => ({ kind: "hit", hit }));
    if (oneKind) return found;
    const more: ResultLine[] = next === null ? [] : [{ kind: "more", subject }];
    return [{ kind: "heading", subject }, ...found, ...more];
  });
}

/** The next line that can be chosen, `step` lines on; around the ends. */
export function moved(lines: readonly ResultLine[], from: number, step: 1 | -1): number {
  for (let count = 1; count <= lines.length; count += 1) {
    const at = (((from + step * count) % lines.length) + lines.length) % lines.length;
    if (isChoosable(lines[at])) return at;
  }
  return -1;
}

/** The assets among what was found, which the viewer moves among. */
export function assetsOf(lines: readonly ResultLine[]): Asset[] {
  return lines.flatMap((line) =>
    line.kind === "hit" && line.hit.subject === "asset" ? [line.hit.asset] : [],
  );
}
