import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Modality, type Model, type ModelRef } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { findModel, type Obstacle, obstacleOf, refOf, startingModel } from "./model-groups";
import { modelDefaultsQuery, modelsQuery, providersQuery } from "./queries";

export interface ModelChoice {
  /** What was chosen, still there or not. Null before the first choice. */
  choice: ModelRef | null;
  /** The chosen model, where it still exists. */
  model: Model | null;
  /** Why the chosen model cannot be used now. */
  obstacle: Obstacle | "missing" | null;
  /** True until it is known what was chosen and what exists. */
  pending: boolean;
  choose: (model: ModelRef) => void;
}

/** Keeps which model makes a thing from now on; shown at once, taken back where it cannot be kept. */
export function useRememberModel(): (modality: Modality, model: ModelRef) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ modality, model }: { modality: Modality; model: ModelRef }) =>
      api.setModelDefault(modality, model),
    onMutate: async ({ modality, model }) => {
      await client.cancelQueries({ queryKey: modelDefaultsQuery.queryKey });
      const before = client.getQueryData(modelDefaultsQuery.queryKey);
      client.setQueryData(modelDefaultsQuery.queryKey, { ...before, [modality]: model });
      return before;
    },
    onError: (cause, _choice, before) => {
      client.setQueryData(modelDefaultsQuery.queryKey, before);
      toast.showProblem(cause);
    },
  });
  return (modality, model) => mutate({ modality, model });
}

/**
 * The model a page works with: the one chosen last. It stays chosen when it cannot be used any
 * more, so that nothing is ever sent to another model than the one the person saw.
 */
export function useModelChoice(modality: Modality): ModelChoice {
  const models = useQuery(modelsQuery(modality));
  const providers = useQuery(providersQuery);
  const defaults = useQuery(modelDefaultsQuery);
  const remember = useRememberModel();

  const known = models.data ?? [];
  const chosen = defaults.data?.[modality] ?? null;
  const pending = models.isPending || providers.isPending || defaults.isPending;
  const model = chosen
    ? findModel(known, chosen)
    : pending
      ? null
      : startingModel(known, providers.data ?? []);

  const obstacle = () => {
    if (pending) return null;
    if (!model) return chosen ? "missing" : null;
    if (model.usable) return null;
    return obstacleOf(providers.data?.find(({ id }) => id === model.provider_id));
  };
  return {
    choice: chosen ?? (model ? refOf(model) : null),
    model,
    obstacle: obstacle(),
    pending,
    choose: (next) => remember(modality, next),
  };
}
