import { queryOptions } from "@tanstack/react-query";
import { api, type Modality } from "@/ipc/client";

/** Every model that makes the given thing, usable or not. */
export const modelsQuery = (modality: Modality) =>
  queryOptions({
    queryKey: ["models", modality],
    queryFn: () => api.listModels(modality),
    meta: { tags: ["providers"] },
  });

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: () => api.listProviders(),
});

export const modelDefaultsQuery = queryOptions({
  queryKey: ["settings", "model-defaults"],
  queryFn: () => api.getModelDefaults(),
});
