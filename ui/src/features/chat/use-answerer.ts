import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { fittingValues, type ParamValues } from "@/features/models/parameter-values";
import { type ModelChoice, useModelChoice } from "@/features/models/use-model-choice";
import type { ModelRef, ParamValue } from "@/ipc/client";
import { setDraft, useDraft } from "@/state/drafts";

const isValue = (value: unknown): value is ParamValue =>
  ["boolean", "number", "string"].includes(typeof value);

/** Settings as they were kept; what cannot be read counts as nothing set. */
export function readSettings(text: string): ParamValues {
  if (text === "") return {};
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, value]) => isValue(value)));
  } catch {
    return {};
  }
}

const scopeOf = (model: ModelRef | null) =>
  model ? `chat-settings:${model.provider_id}/${model.model_id}` : "chat-settings:";

/** Who answers and with what settings. */
export interface Answerer extends ModelChoice {
  /** What was set for the chosen model; each model keeps its own. */
  settings: ParamValues;
  setSettings: (settings: ParamValues) => void;
  /** What a request needs, or null while nobody can answer. */
  request: { model: ModelRef; params: ParamValues } | null;
  /** Why nobody can answer, in words; null where somebody can. */
  reason: string | null;
}

export function useAnswerer(): Answerer {
  const { t } = useTranslation("chat");
  const choice = useModelChoice("chat");
  const { choice: chosen, model, obstacle, pending } = choice;
  const scope = scopeOf(chosen);
  const [kept] = useDraft(scope);
  const settings = useMemo(() => readSettings(kept), [kept]);
  const params = useMemo(
    () => (model ? fittingValues(settings, model.parameters) : {}),
    [settings, model],
  );

  const name = model?.name ?? chosen?.model_id ?? "";
  const provider = model?.provider_name ?? chosen?.provider_id ?? "";
  const reason = () => {
    if (pending) return t("composer.loading");
    if (obstacle) return t(`obstacle.${obstacle}`, { model: name, provider });
    return model ? null : t("composer.chooseModel");
  };
  const ready = model !== null && obstacle === null && chosen !== null;
  return {
    ...choice,
    settings,
    setSettings: (next) => setDraft(scope, JSON.stringify(next)),
    request: ready ? { model: chosen, params } : null,
    reason: reason(),
  };
}
