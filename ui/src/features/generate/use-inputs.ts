import { useQueries } from "@tanstack/react-query";
import { useGivenInputs } from "@/features/generation/generate-settings";
import type { Making } from "@/features/generation/making";
import { assetQuery } from "@/features/media/queries";
import type { Asset, GivenInput, InputSlot, Model } from "@/ipc/client";

export interface Inputs {
  /** What is in a slot, in order. */
  assetsIn: (slot: InputSlot) => Asset[];
  put: (slot: InputSlot, assets: readonly Asset[]) => void;
  /** What the chosen model is given, slot by slot in the order of the form. */
  fitting: GivenInput[];
  /** The slots that something is given in. */
  given: ReadonlySet<string>;
  /** A slot that must not stay empty and is; null where there is none. */
  missing: InputSlot | null;
}

/**
 * What is in the slots of one kind. It stays while models change, so that going back to a model
 * finds it again; only what fits the chosen one is sent. What was deleted meanwhile is left out.
 */
export function useInputs(making: Making, model: Model | null): Inputs {
  const [kept, fill] = useGivenInputs(making);
  const queries = useQueries({ queries: kept.map(({ asset_id }) => assetQuery(asset_id)) });
  const assets = new Map(
    queries.flatMap(({ data }) =>
      data && data.asset.deleted_at === null ? [[data.asset.id, data.asset] as const] : [],
    ),
  );
  const slots = model?.inputs ?? [];
  const assetsIn = (slot: InputSlot) =>
    kept
      .filter((input) => input.slot === slot.id)
      .flatMap(({ asset_id }) => assets.get(asset_id) ?? [])
      .filter(({ kind }) => slot.accepts.includes(kind))
      .slice(0, slot.most);
  const filled = new Set(slots.filter((slot) => assetsIn(slot).length > 0).map(({ id }) => id));
  const fitting = slots
    .filter(({ needs }) => needs === null || filled.has(needs))
    .flatMap((slot) => assetsIn(slot).map(({ id }) => ({ slot: slot.id, asset_id: id })));
  const given = new Set(fitting.map(({ slot }) => slot));
  return {
    assetsIn,
    put: (slot, next) =>
      fill(
        slot.id,
        next.map(({ id }) => id),
      ),
    fitting,
    given,
    missing: slots.find(({ id, required }) => required && !given.has(id)) ?? null,
  };
}
