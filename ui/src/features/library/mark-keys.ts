import type { Asset, AssetChange, AssetId } from "@/ipc/client";
import type { GridKey } from "./grid-keys";

/** What a digit or a letter notes about things: 1 to 5 and 0 are stars, K keeps, X rejects. */
export function markOfKey(
  { key, ctrlKey, metaKey }: GridKey,
  assets: readonly Pick<Asset, "flag">[],
): AssetChange | null {
  if (ctrlKey || metaKey || assets.length === 0) return null;
  if (/^[0-5]$/.test(key)) {
    return { change: "rating", rating: key === "0" ? null : Number(key) };
  }
  const flag = { k: "keep", x: "reject" }[key.toLowerCase()] as "keep" | "reject" | undefined;
  if (flag === undefined) return null;
  // The same key again takes the verdict back.
  return { change: "flag", flag: assets.every((asset) => asset.flag === flag) ? null : flag };
}

/**
 * What stands behind moved things after they went a place earlier or later, null for the end; and
 * undefined where they cannot go there.
 */
export function placeBeside(
  order: readonly AssetId[],
  moving: readonly AssetId[],
  direction: 1 | -1,
  hasMore: boolean,
): AssetId | null | undefined {
  const places = moving.map((id) => order.indexOf(id)).filter((place) => place !== -1);
  if (places.length === 0) return undefined;
  if (direction === -1) {
    const first = Math.min(...places);
    return first === 0 ? undefined : order[first - 1];
  }
  const last = Math.max(...places);
  if (last >= order.length - 1) return undefined;
  const behind = order[last + 2];
  if (behind !== undefined) return behind;
  return hasMore ? undefined : null;
}
