import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ParamValues } from "@/features/models/parameter-values";
import { modelDefaultsQuery } from "@/features/models/queries";
import { useRememberModel } from "@/features/models/use-model-choice";
import { api, type Generation, type GivenInput } from "@/ipc/client";
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

/**
 * Puts a generation's prompt, model, settings and inputs back into the Generate page and shows it.
 * A prompt that was being written gives way, and the toast brings it back.
 */
export function useReuseSettings(): (generation: Generation) => Promise<void> {
  const client = useQueryClient();
  const remember = useRememberModel();
  return async ({ kind, prompt, params, inputs, provider_id, model_id }) => {
    if (!isMaking(kind)) return;
    const before = {
      prompt: await written(promptScope(kind)),
      params: await written(paramsScope(kind)),
      inputs: await written(inputsScope(kind)),
      model: client.getQueryData(modelDefaultsQuery.queryKey)?.[kind],
    };
    setMaking(kind);
    setDraft(promptScope(kind), prompt ?? "");
    keepParams(kind, params);
    keepInputs(
      kind,
      inputs.map(({ slot, asset }) => ({ slot, asset_id: asset.id })),
    );
    remember(kind, { provider_id, model_id });
    navigate.toPage("generate");
    focusPrompt();
    if (before.prompt.trim() === "" || before.prompt === prompt) return;
    toast.show({
      title: i18n.t("generation:replaced"),
      action: {
        label: i18n.t("shell:control.undo"),
        run: () => {
          setDraft(promptScope(kind), before.prompt);
          setDraft(paramsScope(kind), before.params);
          setDraft(inputsScope(kind), before.inputs);
          if (before.model) remember(kind, before.model);
        },
      },
    });
  };
}
