import { type Justified, verticalNeighbour } from "./justify";

export interface GridKey {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** The item an arrow, Home, End or page key leads to from `index`; null for other keys. */
export function destination(
  { key }: GridKey,
  layout: Justified,
  index: number,
  rowsPerPage: number,
): number | null {
  const last = layout.rowOf.length - 1;
  if (last < 0) return null;
  // Nothing had the focus: whichever key, it begins at the first.
  if (index < 0) return /^(Arrow|Home|End|Page)/.test(key) ? 0 : null;
  const vertical = (direction: 1 | -1, rows: number): number => {
    let at = index;
    for (let row = 0; row < rows; row += 1) {
      at = verticalNeighbour(layout, at, direction) ?? at;
    }
    return at;
  };
  switch (key) {
    case "ArrowRight":
      return Math.min(index + 1, last);
    case "ArrowLeft":
      return Math.max(index - 1, 0);
    case "ArrowDown":
      return vertical(1, 1);
    case "ArrowUp":
      return vertical(-1, 1);
    case "PageDown":
      return vertical(1, rowsPerPage);
    case "PageUp":
      return vertical(-1, rowsPerPage);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/** The next item after `index`, round to the beginning, whose title begins with what was typed. */
export function typedDestination(
  titles: readonly string[],
  index: number,
  typed: string,
): number | null {
  const wanted = typed.toLowerCase();
  // A word that grows stays where it is while it still fits.
  const from = typed.length > 1 ? index : index + 1;
  for (let step = 0; step < titles.length; step += 1) {
    const at = (((from + step) % titles.length) + titles.length) % titles.length;
    if (titles[at]?.toLowerCase().startsWith(wanted)) return at;
  }
  return null;
}
