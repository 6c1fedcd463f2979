import { type Ratio, ratioOfParams } from "@/features/models/ratio";
import type { Asset, Generation } from "@/ipc/client";

/** Beyond these a tile would be a stripe: the picture is shown whole within one of these. */
const NARROWEST = 0.45;
const WIDEST = 4;
const MOST_COLUMNS = 4;
/** Upright pictures leave room for more beside each other. */
const MOST_COLUMNS_UPRIGHT = 6;
const FILM: Ratio = { width: 16, height: 9 };
const GAP = 8;
const SMALLEST = 160;
const TALLEST: Record<number, number> = { 1: 400, 2: 380, 3: 340 };
const TALLEST_OF_MANY = 320;

/** How many pictures a run will have brought, as far as its parameters tell. */
export function expectedCount({ params, outputs }: Generation): number {
  const { count } = params;
  return Math.max(typeof count === "number" ? count : 1, outputs.length);
}

/** Width by height of a tile: the picture's own where it is there, else the one asked for. */
export function tileRatio(
  output: Asset | undefined,
  params: Generation["params"],
  film = false,
): number {
  const known =
    output?.width && output.height ? { width: output.width, height: output.height } : null;
  const { width, height }: Ratio = known ?? ratioOfParams(params, film ? FILM : undefined);
  return Math.min(Math.max(width / height, NARROWEST), WIDEST);
}

export interface TileGrid {
  gridTemplateColumns: string;
  maxWidth: number;
  gap: number;
}

/** The longest side, in CSS pixels, that a tile of this grid can have. */
export function longestSide(ratio: number, count: number): number {
  const tallest = TALLEST[count] ?? TALLEST_OF_MANY;
  return Math.round(Math.max(tallest, tallest * ratio));
}

/**
 * Columns for tiles of one ratio: up to four or six side by side that share the width, fewer where they
 * would get too small, and never taller than leaves the next run in sight.
 */
export function tileGrid(count: number, ratio: number): TileGrid {
  const columns = Math.min(count, ratio < 0.8 ? MOST_COLUMNS_UPRIGHT : MOST_COLUMNS);
  const widest = (TALLEST[count] ?? TALLEST_OF_MANY) * ratio;
  const share = `calc((100% - ${(columns - 1) * GAP}px) / ${columns})`;
  const smallest = Math.min(SMALLEST, widest);
  return {
    gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, max(${smallest}px, ${share})), 1fr))`,
    maxWidth: columns * widest + (columns - 1) * GAP,
    gap: GAP,
  };
}
