import { useQueries, useQuery } from "@tanstack/react-query";
import { findModel, refOf } from "@/features/models/model-groups";
import { modelDefaultsQuery, modelsQuery } from "@/features/models/queries";
import { useRememberModel } from "@/features/models/use-model-choice";
import type { Asset, InputSlot, Model } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";
import { giveInput, setMaking } from "./generate-settings";
import { MAKINGS, type Making } from "./making";

/** A slot of the Generate page that a thing fits into. */
export interface InputTarget {
  making: Making;
  slot: InputSlot;
  model: Model;
}

/** The slots of one model that take a kind of thing. What a mask shows is painted, not chosen. */
function slotsFor(model: Model, asset: Pick<Asset, "kind">): InputSlot[] {
  return model.inputs.filter((slot) => slot.accepts.includes(asset.kind) && !isMask(slot));
}

/** Whether a slot takes a mask: white where the picture is to change. */
export function isMask({ mask }: Pick<InputSlot, "mask">): boolean {
  return mask !== null;
}

/** Where a thing can go among these models: the chosen one's slots, else those of the first that has any. */
export function targetsAmong(
  making: Making,
  models: readonly Model[],
  chosen: Model | null,
  asset: Pick<Asset, "kind">,
): InputTarget[] {
  const usable = models.filter((model) => model.usable);
  const candidates = chosen?.usable ? [chosen, ...usable] : usable;
  const model = candidates.find((candidate) => slotsFor(candidate, asset).length > 0);
  return model ? slotsFor(model, asset).map((slot) => ({ making, slot, model })) : [];
}

/** Everywhere a thing can go on the Generate page. */
export function useInputTargets(asset: Pick<Asset, "kind">): InputTarget[] {
  const defaults = useQuery(modelDefaultsQuery).data;
  const queries = useQueries({ queries: MAKINGS.map((making) => modelsQuery(making)) });
  return MAKINGS.flatMap((making, index) => {
    const models = queries[index]?.data ?? [];
    const chosen = findModel(models, defaults?.[making] ?? null);
    return targetsAmong(making, models, chosen, asset);
  });
}

/** Takes a thing to the Generate page and puts it into a slot there. */
export function useSendToInput(): (target: InputTarget, asset: Asset) => Promise<void> {
  const remember = useRememberModel();
  return async ({ making, slot, model }, asset) => {
    await giveInput(making, slot, asset.id);
    remember(making, refOf(model));
    setMaking(making);
    navigate.toPage("generate");
    focusPrompt();
  };
}
