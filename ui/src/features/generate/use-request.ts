import { useMutation, useQuery } from "@tanstack/react-query";
import { promptScope, useGenerateParams } from "@/features/generation/generate-settings";
import type { Making } from "@/features/generation/making";
import { useSettled } from "@/features/generation/use-settled";
import { refOf } from "@/features/models/model-groups";
import {
  fittingValues,
  type ParamValues,
  visibleParameters,
} from "@/features/models/parameter-values";
import { withFreshSeed } from "@/features/models/seed";
import { type ModelChoice, useModelChoice } from "@/features/models/use-model-choice";
import { api, type Generate, type Money, type Problem, toProblem } from "@/ipc/client";
import { useDraft } from "@/state/drafts";
import { estimateQuery } from "./queries";
import { type Inputs, useInputs } from "./use-inputs";

const ESTIMATE_DELAY_MS = 250;

/** Why nothing can be asked for yet. */
export type Hindrance =
  | "noPrompt"
  | "promptTooLong"
  | "noInput"
  | "loading"
  | "noModel"
  | NonNullable<ModelChoice["obstacle"]>;

export interface Request {
  making: Making;
  prompt: string;
  setPrompt: (text: string) => void;
  choice: ModelChoice;
  inputs: Inputs;
  /** Every setting made, also those that the chosen model does not take. */
  values: ParamValues;
  setValues: (values: ParamValues) => void;
  /** Undefined while it is being worked out. */
  estimate: Money | null | undefined;
  hindrance: Hindrance | null;
  /** What would be asked for; null while no model is chosen. */
  asked: Generate | null;
  generate: () => void;
  generating: boolean;
  /** Why the last attempt was not even begun. */
  problem: Problem | null;
}

/** The characters a prompt has as services count them. */
export function lengthOf(prompt: string): number {
  return [...prompt].length;
}

/** What the page is about to ask for, and asking for it. */
export function useRequest(making: Making): Request {
  const [prompt, setPrompt, ready] = useDraft(promptScope(making));
  const [values, setValues] = useGenerateParams(making);
  const choice = useModelChoice(making);
  const { model, obstacle } = choice;
  const inputs = useInputs(making, model);

  const request: Generate | null = model && {
    prompt: model.prompt === "unused" ? "" : prompt,
    model: refOf(model),
    params: fittingValues(values, model.parameters, inputs.given),
    inputs: inputs.fitting,
  };
  // As text, so that the same request at another drawing is the same.
  const settled = useSettled(request && JSON.stringify(request), ESTIMATE_DELAY_MS);
  const estimate = useQuery(estimateQuery(settled));

  const start = useMutation({
    mutationFn: async () => {
      if (!request || !model) return;
      const told = visibleParameters(model.parameters, request.params, inputs.given);
      const params = withFreshSeed(request.params, told);
      await api.generate({ ...request, params });
    },
  });

  const hindrance = (): Hindrance | null => {
    if (obstacle) return obstacle;
    if (!ready || choice.pending) return "loading";
    if (!model) return "noModel";
    if (inputs.missing) return "noInput";
    if (model.prompt === "required" && prompt.trim() === "") return "noPrompt";
    const { prompt_limit: limit } = model;
    const tooLong = model.prompt !== "unused" && limit !== null && lengthOf(prompt) > limit;
    return tooLong ? "promptTooLong" : null;
  };
  const hindered = hindrance();
  return {
    making,
    prompt,
    setPrompt: (text) => {
      start.reset();
      setPrompt(text);
    },
    choice,
    inputs,
    values,
    setValues,
    // A price that cannot be worked out is unknown; the request itself will say what is wrong.
    estimate: estimate.isError ? null : estimate.data,
    hindrance: hindered,
    asked: request,
    generate: () => {
      if (hindered === null && !start.isPending) start.mutate();
    },
    generating: start.isPending,
    problem: start.error ? toProblem(start.error) : null,
  };
}
