import type { DragEvent } from "react";
import type { AssetId } from "@/ipc/client";

/** How several things of the library are named while they are dragged within it. */
const ITEMS = "application/x-studio-assets";

/** Names what is dragged, for places of the library. */
export function carryItems(event: DragEvent, ids: readonly AssetId[]): void {
  event.dataTransfer.setData(ITEMS, JSON.stringify(ids));
}

export const carriesItems = (event: DragEvent) => event.dataTransfer.types.includes(ITEMS);

/** What was dragged; nothing for anything that is not of the library. */
export function carriedItems(event: DragEvent): AssetId[] {
  const text = event.dataTransfer.getData(ITEMS);
  if (text === "") return [];
  const ids: unknown = JSON.parse(text);
  return Array.isArray(ids) ? ids.filter((id): id is AssetId => typeof id === "string") : [];
}
