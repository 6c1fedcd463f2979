import { isMask } from "@/features/generation/use-as-input";
import { joined } from "@/features/media/asset-shelf";
import type { Asset, InputSlot } from "@/ipc/client";

/**
 * Where things go that were dropped or pasted without saying into which slot: into the first that
 * takes their kind and has room, else in place of the first that takes one.
 */
export function spread(
  slots: readonly InputSlot[],
  assetsIn: (slot: InputSlot) => readonly Asset[],
  assets: readonly Asset[],
): [InputSlot, Asset[]][] {
  const filled = new Map(slots.map((slot) => [slot, [...assetsIn(slot)]]));
  const changed = new Set<InputSlot>();
  for (const asset of assets) {
    const fitting = slots.filter((slot) => slot.accepts.includes(asset.kind) && !isMask(slot));
    const roomy = fitting.find((slot) => (filled.get(slot)?.length ?? 0) < slot.most);
    const slot = roomy ?? fitting[0];
    if (!slot) continue;
    const before = filled.get(slot) ?? [];
    const room = roomy ? before : before.slice(0, slot.most - 1);
    filled.set(slot, joined(room, [asset], slot.most));
    changed.add(slot);
  }
  return [...changed].map((slot) => [slot, filled.get(slot) ?? []]);
}
