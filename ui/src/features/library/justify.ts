import type { Asset } from "@/ipc/client";

export interface Tile {
  index: number;
  left: number;
  width: number;
}

export interface Row {
  top: number;
  height: number;
  tiles: Tile[];
}

export interface Justified {
  rows: Row[];
  /** The row that each item lies in. */
  rowOf: number[];
}

const NARROWEST = 0.6;
const WIDEST = 2.6;
/** What has no shape of its own, such as sound. */
const PLAIN = 1;

/** Width by height of a tile. Stripes are held within what can still be looked at. */
export function tileShape({ width, height }: Pick<Asset, "width" | "height">): {
  ratio: number;
  whole: boolean;
} {
  if (!width || !height) return { ratio: PLAIN, whole: true };
  const ratio = width / height;
  const held = Math.min(Math.max(ratio, NARROWEST), WIDEST);
  return { ratio: held, whole: held === ratio };
}

/**
 * Lays items out in rows that fill the width, each row as high as its items' shapes ask for and
 * about `target` pixels. The last row is left as it is, so that it does not grow huge.
 */
export function justify(
  ratios: readonly number[],
  width: number,
  target: number,
  gap: number,
): Justified {
  const rows: Row[] = [];
  const rowOf: number[] = [];
  let top = 0;
  let start = 0;
  let sum = 0;
  const close = (end: number, height: number) => {
    let left = 0;
    const tiles: Tile[] = [];
    for (let index = start; index < end; index += 1) {
      const across = (ratios[index] ?? PLAIN) * height;
      tiles.push({ index, left, width: across });
      rowOf[index] = rows.length;
      left += across + gap;
    }
    rows.push({ top, height, tiles });
    top += height + gap;
    start = end;
    sum = 0;
  };
  if (width <= 0) return { rows, rowOf };
  for (let index = 0; index < ratios.length; index += 1) {
    sum += ratios[index] ?? PLAIN;
    const room = width - (index - start) * gap;
    if (sum * target >= room) close(index + 1, room / sum);
  }
  if (start < ratios.length) close(ratios.length, target);
  return { rows, rowOf };
}

/** The item above or below: the one in the next row whose middle is nearest. */
export function verticalNeighbour(
  layout: Justified,
  index: number,
  direction: 1 | -1,
): number | null {
  const row = layout.rowOf[index];
  const next = row === undefined ? undefined : layout.rows[row + direction];
  const own =
    row === undefined ? undefined : layout.rows[row]?.tiles.find((t) => t.index === index);
  if (!next || !own) return null;
  const middle = own.left + own.width / 2;
  const distance = (tile: Tile) => Math.abs(tile.left + tile.width / 2 - middle);
  const nearest = next.tiles.reduce((best, tile) =>
    distance(tile) < distance(best) ? tile : best,
  );
  return nearest.index;
}
