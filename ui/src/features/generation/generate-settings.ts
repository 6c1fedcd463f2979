import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ParamValues } from "@/features/models/parameter-values";
import { modelDefaultsQuery } from "@/features/models/queries";
import { useRememberModel } from "@/features/models/use-model-choice";
import { api, type Generation, type GivenInput, type ModelRef } from "@/ipc/client";
import { i18n } from "@/messages";
import { getDraft, setDraft, useDraft } from "@/state/drafts";
import { navigate } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";
import { toast } from "@/state/toasts";
import { isMaking, type Making } from "./making";

/** Where the Generate page keeps what is being made, and for each kind what was set for it. */
const MAKING = "generate";
export const promptScope = (making: Making) => `generate.${making}`;
const paramsScope = (making: Making) => `generate.${making}.params`;
const inputsScope = (making: Making) => `generate.${making}.inputs`;

const isValue = (value: unknown) => ["boolean", "number", "string"].includes(typeof value);

function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** What was kept; text that is not of this shape counts as nothing set. */
export function parseParams(text: string): ParamValues {
  const kept = parse(text);
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return {};
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => isValue(value)));
}

function isInput(value: unknown): value is GivenInput {
  const { slot, asset_id } = (value ?? {}) as Partial<GivenInput>;
  return typeof slot === "string" && typeof asset_id === "string";
}

/** What was put into slots; anything else counts as nothing. */
export function parseInputs(text: string): GivenInput[] {
  const kept = parse(text);
  return Array.isArray(kept) ? kept.filter(isInput) : [];
}

function keepParams(making: Making, values: ParamValues): void {
  setDraft(paramsScope(making), Object.keys(values).length === 0 ? "" : JSON.stringify(values));
}

function keepInputs(making: Making, inputs: readonly GivenInput[]): void {
  setDraft(inputsScope(making), inputs.length === 0 ? "" : JSON.stringify(inputs));
}

export function setMaking(making: Making): void {
  setDraft(MAKING, making);
}

/** What is to be made, kept across pages and restarts. */
export function useMaking(): Making {
  const [kept] = useDraft(MAKING);
  return isMaking(kept) ? kept : "image";
}

/** The settings of one kind, kept across pages and restarts. */
export function useGenerateParams(making: Making): [ParamValues, (values: ParamValues) => void] {
  const [text] = useDraft(paramsScope(making));
  return [useMemo(() => parseParams(text), [text]), (values) => keepParams(making, values)];
}

/** What is in the slots of one kind, kept across pages and restarts. */
export function useGivenInputs(
  making: Making,
): [readonly GivenInput[], (slot: string, assetIds: readonly string[]) => void] {
  const [text] = useDraft(inputsScope(making));
  return [useMemo(() => parseInputs(text), [text]), (...slot) => fillSlot(making, ...slot)];
}

/** Changes one slot; the others are left as they are now, not as they were when it was drawn. */
function fillSlot(making: Making, slot: string, assetIds: readonly string[]): void {
  const others = parseInputs(getDraft(inputsScope(making))).filter((input) => input.slot !== slot);
  keepInputs(making, [...others, ...assetIds.map((asset_id) => ({ slot, asset_id }))]);
}

/** What was being written, also where its page was not opened since the start. */
async function written(scope: string): Promise<string> {
  return getDraft(scope) || (await api.getDraft(scope));
}

/** Puts something into a slot of the Generate page, beside what is there or in place of the last. */
export async function giveInput(
  making: Making,
  slot: { id: string; most: number },
  assetId: string,
): Promise<void> {
  const inputs = parseInputs(await written(inputsScope(making)));
  const own = inputs.filter((input) => input.slot === slot.id && input.asset_id !== assetId);
  const kept = own.slice(0, Math.max(slot.most - 1, 0));
  const others = inputs.filter((input) => input.slot !== slot.id);
  keepInputs(making, [...others, ...kept, { slot: slot.id, asset_id: assetId }]);
}

/** What the Generate page is filled with; what is absent stays as it is there. */
export interface Filling {
  prompt?: string;
  params: ParamValues;
  inputs?: readonly GivenInput[];
  model?: ModelRef;
}

/** What is told once the page is filled. */
export interface FillingNote {
  title: string;
  description?: string;
}

/**
 * Fills the Generate page and shows it. A prompt that was being written gives way, and the toast
 * brings it back.
 */
export function useFillGenerate(): (
  making: Making,
  filling: Filling,
  note?: FillingNote,
) => Promise<void> {
  const client = useQueryClient();
  const remember = useRememberModel();
  return async (making, { prompt, params, inputs, model }, note) => {
    const before = {
      prompt: await written(promptScope(making)),
      params: await written(paramsScope(making)),
      inputs: await written(inputsScope(making)),
      model: client.getQueryData(modelDefaultsQuery.queryKey)?.[making],
    };
    setMaking(making);
    if (prompt !== undefined) setDraft(promptScope(making), prompt);
    keepParams(making, params);
    if (inputs) keepInputs(making, inputs);
    if (model) remember(making, model);
    navigate.toPage("generate");
    focusPrompt();
    const replaced =
      prompt !== undefined && before.prompt.trim() !== "" && before.prompt !== prompt;
    if (!replaced && !note) return;
    toast.show({
      title: note?.title ?? i18n.t("generation:replaced"),
      description: note?.description,
      action: replaced
        ? {
            label: i18n.t("shell:control.undo"),
            run: () => {
              setDraft(promptScope(making), before.prompt);
              setDraft(paramsScope(making), before.params);
              setDraft(inputsScope(making), before.inputs);
              if (before.model) remember(making, before.model);
            },
          }
        : undefined,
    });
  };
}

/** Puts a generation's prompt, model, settings and inputs back into the Generate page. */
export function useReuseSettings(): (generation: Generation) => Promise<void> {
  const fill = useFillGenerate();
  return async ({ kind, prompt, params, inputs, provider_id, model_id }) => {
    if (!isMaking(kind)) return;
    await fill(kind, {
      prompt: prompt ?? "",
      params,
      inputs: inputs.map(({ slot, asset }) => ({ slot, asset_id: asset.id })),
      model: { provider_id, model_id },
    });
  };
}
