import type { Model, ModelRef, Provider, ProviderId } from "@/ipc/client";

/** Why a provider's models cannot be chosen. */
export type Obstacle = "key-missing" | "keys-locked";

export interface ModelGroup {
  providerId: ProviderId;
  name: string;
  /** True for what the studio makes itself, without any AI. */
  builtIn: boolean;
  obstacle: Obstacle | null;
  models: Model[];
}

export function refOf(model: Model): ModelRef {
  return { provider_id: model.provider_id, model_id: model.id };
}

export function sameModel(left: ModelRef | null, right: ModelRef | null): boolean {
  return left?.provider_id === right?.provider_id && left?.model_id === right?.model_id;
}

export function findModel(models: readonly Model[], ref: ModelRef | null): Model | null {
  if (!ref) return null;
  return models.find((model) => sameModel(refOf(model), ref)) ?? null;
}

export function obstacleOf(provider: Provider | undefined): Obstacle {
  return provider?.key.status === "locked" ? "keys-locked" : "key-missing";
}

/** Real and usable first, then what the studio makes itself, then what misses a key. */
function rank(group: ModelGroup): number {
  if (group.obstacle) return 2;
  return group.builtIn ? 1 : 0;
}

function matches(model: Model, words: readonly string[]): boolean {
  const text =
    `${model.name} ${model.id} ${model.provider_name} ${model.description ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The models that contain every word of the search, by provider, in the order to show them. */
export function groupModels(
  models: readonly Model[],
  providers: readonly Provider[],
  search: string,
): ModelGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const known = new Map(providers.map((provider) => [provider.id, provider]));
  const groups = new Map<ProviderId, ModelGroup>();
  for (const model of models) {
    if (!matches(model, words)) continue;
    const provider = known.get(model.provider_id);
    const group = groups.get(model.provider_id) ?? {
      providerId: model.provider_id,
      name: model.provider_name,
      builtIn: provider?.kind === "built-in",
      obstacle: model.usable ? null : obstacleOf(provider),
      models: [],
    };
    group.models.push(model);
    groups.set(model.provider_id, group);
  }
  return [...groups.values()].sort((left, right) => rank(left) - rank(right));
}

/**
 * The model to start with before the person chose one: what the studio makes itself, and only
 * while there is nothing else. Where a real model can be used, the person chooses it.
 */
export function startingModel(
  models: readonly Model[],
  providers: readonly Provider[],
): Model | null {
  const builtIn = new Set(
    providers.filter(({ kind }) => kind === "built-in").map((provider) => provider.id),
  );
  const usable = models.filter((model) => model.usable);
  return usable.every((model) => builtIn.has(model.provider_id)) ? (usable[0] ?? null) : null;
}
