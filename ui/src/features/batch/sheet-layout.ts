import type { Asset, Batch, BatchCell } from "@/ipc/client";

/** One result on a contact sheet, or the place of one that is on its way or did not come. */
export interface SheetItem {
  key: string;
  /** Counts from 1 over the whole sheet. */
  number: number;
  cell: BatchCell;
  asset: Asset | null;
}

/** Which results a sheet shows. */
export type Verdict = "all" | "undecided" | "keep" | "reject";

export interface SheetRow {
  label: string | null;
  /** One list for each column. */
  places: SheetItem[][];
}

export interface Sheet {
  /** What stands above the columns; empty where nothing names them. */
  columns: string[];
  rows: SheetRow[];
  /** Everything shown, in reading order. */
  items: SheetItem[];
}

/** Every result of a batch; what is in the trash is gone from its sheet. */
function itemsOf(cells: readonly BatchCell[]): SheetItem[] {
  let number = 0;
  return cells.flatMap((cell) => {
    const { outputs, state } = cell.generation;
    const left = outputs.filter(({ deleted_at }) => deleted_at === null);
    if (state === "succeeded" && left.length === 0) return [];
    const assets: (Asset | null)[] = left.length > 0 ? left : [null];
    return assets.map((asset) => {
      number += 1;
      return { key: asset?.id ?? cell.generation.id, number, cell, asset };
    });
  });
}

function shows(verdict: Verdict, { asset }: SheetItem): boolean {
  if (verdict === "all") return true;
  if (!asset) return verdict === "undecided";
  return verdict === "undecided" ? asset.flag === null : asset.flag === verdict;
}

function unique(labels: (string | null)[]): (string | null)[] {
  return [...new Set(labels)];
}

/** Results under their columns and beside their rows. */
export function layOut(batch: Batch, verdict: Verdict): Sheet {
  const found = itemsOf(batch.cells).filter((item) => shows(verdict, item));
  const columns = unique(batch.cells.map(({ column_label }) => column_label));
  const rows = unique(batch.cells.map(({ row_label }) => row_label));
  const laidOut = rows
    .map((label) => ({
      label,
      places: columns.map((column) =>
        found.filter(({ cell }) => cell.row_label === label && cell.column_label === column),
      ),
    }))
    .filter(({ places }) => places.some((place) => place.length > 0));
  return {
    columns: columns.filter((label) => label !== null),
    rows: laidOut,
    items: laidOut.flatMap(({ places }) => places.flat()),
  };
}

/** How far a batch is. */
export function progressOf({ cells }: Batch): { done: number; failed: number; going: number } {
  const count = (states: readonly string[]) =>
    cells.filter(({ generation }) => states.includes(generation.state)).length;
  return {
    done: count(["succeeded"]),
    failed: count(["failed", "cancelled"]),
    going: count(["queued", "submitted", "running"]),
  };
}
