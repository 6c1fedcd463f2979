import { useQuery } from "@tanstack/react-query";
import type { Modality, ModelRef } from "@/ipc/client";
import { findModel } from "./model-groups";
import { modelsQuery } from "./queries";

/** Names models of one kind; one that is gone goes by its id. */
export function useModelNames(modality: Modality): (model: ModelRef) => string {
  const { data: models = [] } = useQuery(modelsQuery(modality));
  return (reference) => findModel(models, reference)?.name ?? reference.model_id;
}
