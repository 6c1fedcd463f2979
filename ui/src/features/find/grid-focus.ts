import type { KeyboardEvent } from "react";

/** How far the arrows lead in a list of tiles that fill rows of `columns`. */
export function gridDestination(key: string, at: number, count: number, columns: number): number {
  const moves: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key] ?? at;
  return to < 0 || to >= count ? at : to;
}

/** Tiles beside the first one, itself included. */
function columnsOf(items: readonly HTMLElement[]): number {
  const top = items[0]?.getBoundingClientRect().top;
  const below = items.findIndex((item) => item.getBoundingClientRect().top !== top);
  return below < 0 ? items.length : below;
}

/** The arrow keys of a grid whose tiles carry `data-roving`. Give it to the grid. */
export function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-roving]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const to = gridDestination(event.key, at, items.length, columnsOf(items));
  if (to === at) return;
  event.preventDefault();
  items[to]?.focus();
}
