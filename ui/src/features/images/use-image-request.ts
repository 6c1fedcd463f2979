import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { IMAGE_PROMPT, useImageParams } from "@/features/generation/image-settings";
import { useSettled } from "@/features/generation/use-settled";
import { refOf } from "@/features/models/model-groups";
import { fittingValues, type ParamValues } from "@/features/models/parameter-values";
import { withFreshSeed } from "@/features/models/seed";
import { type ModelChoice, useModelChoice } from "@/features/models/use-model-choice";
import { api, type GenerateImages, type Money, type Problem, toProblem } from "@/ipc/client";
import { useDraft } from "@/state/drafts";
import { estimateQuery } from "./queries";

const ESTIMATE_DELAY_MS = 250;

/** Why nothing can be asked for yet. */
export type Hindrance = "noPrompt" | "noModel" | NonNullable<ModelChoice["obstacle"]>;

export interface ImageRequest {
  prompt: string;
  setPrompt: (text: string) => void;
  choice: ModelChoice;
  /** Every setting made, also those that the chosen model does not take. */
  values: ParamValues;
  setValues: (values: ParamValues) => void;
  /** Undefined while it is being worked out. */
  estimate: Money | null | undefined;
  hindrance: Hindrance | null;
  generate: () => void;
  generating: boolean;
  /** Why the last attempt was not even begun. */
  problem: Problem | null;
}

/** What the page is about to ask for, and asking for it. */
export function useImageRequest(): ImageRequest {
  const [prompt, setPrompt, ready] = useDraft(IMAGE_PROMPT);
  const [values, setValues] = useImageParams();
  const choice = useModelChoice("image");
  const { model, obstacle } = choice;

  const request = useMemo<GenerateImages | null>(
    () => model && { prompt, model: refOf(model), params: fittingValues(values, model.parameters) },
    [prompt, model, values],
  );
  const estimate = useQuery(estimateQuery(useSettled(request, ESTIMATE_DELAY_MS)));

  const start = useMutation({
    mutationFn: async () => {
      if (!request || !model) return;
      const params = withFreshSeed(request.params, model.parameters);
      await api.generateImages({ ...request, params });
    },
  });

  const hindrance = (): Hindrance | null => {
    if (obstacle) return obstacle;
    if (!model && !choice.pending) return "noModel";
    return prompt.trim() === "" ? "noPrompt" : null;
  };
  const hindered = hindrance();
  return {
    prompt,
    setPrompt: (text) => {
      start.reset();
      setPrompt(text);
    },
    choice,
    values,
    setValues,
    // A price that cannot be worked out is unknown; the request itself will say what is wrong.
    estimate: estimate.isError ? null : estimate.data,
    hindrance: hindered,
    generate: () => {
      if (hindered === null && ready && request && !start.isPending) start.mutate();
    },
    generating: start.isPending,
    problem: start.error ? toProblem(start.error) : null,
  };
}
