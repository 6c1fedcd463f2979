import { useQueryClient } from "@tanstack/react-query";
import { useFillGenerate } from "@/features/generation/generate-settings";
import { isMaking, type Making } from "@/features/generation/making";
import { findModel, refOf, startingModel } from "@/features/models/model-groups";
import { modelDefaultsQuery, modelsQuery, providersQuery } from "@/features/models/queries";
import type { AssetKind, Model, ModelRef, Recipe } from "@/ipc/client";
import { i18n } from "@/messages";
import { matchRecipe } from "./recipe-match";

const MADE_AS: Record<AssetKind, Making | null> = {
  image: "image",
  video: "video",
  audio: "sound",
  document: null,
};

/** What a recipe can be made as on the Generate page; null for what is not made there. */
export function makingOf(recipe: Recipe, kind: AssetKind): Making | null {
  const made = recipe.made_with?.kind;
  if (made) return isMaking(made) ? made : null;
  return MADE_AS[kind];
}

/**
 * Puts what a file says about how it was made into the Generate page. Our own files bring back
 * their model and exactly its settings; others give the chosen model what it has a place for, and
 * the rest is named.
 */
export function useRecipe(): (recipe: Recipe, kind: AssetKind) => Promise<void> {
  const client = useQueryClient();
  const fill = useFillGenerate();
  return async (recipe, kind) => {
    const making = makingOf(recipe, kind);
    if (!making) return;
    const [models, providers, defaults] = await Promise.all([
      client.fetchQuery(modelsQuery(making)),
      client.fetchQuery(providersQuery),
      client.fetchQuery(modelDefaultsQuery),
    ]);
    const exact = findModel(models, recipe.made_with);
    if (exact) {
      await fill(making, {
        prompt: recipe.prompt ?? "",
        params: recipe.params,
        inputs: [],
        model: refOf(exact),
      });
      return;
    }
    const chosen = chosenModel(models, defaults[making] ?? null, () =>
      startingModel(models, providers),
    );
    const { params, unused } = chosen
      ? matchRecipe(recipe, chosen)
      : { params: recipe.params, unused: [] };
    const missing = [
      ...(chosen && isNamed(chosen, recipe.model) ? [] : modelOf(recipe)),
      ...unused,
    ];
    await fill(
      making,
      {
        ...(recipe.prompt === null ? {} : { prompt: recipe.prompt }),
        params,
        ...(chosen ? { model: refOf(chosen) } : {}),
      },
      {
        title: i18n.t("recipes:used"),
        description:
          missing.length > 0 ? i18n.t("recipes:unused", { names: missing.join(", ") }) : undefined,
      },
    );
  };
}

function chosenModel(
  models: readonly Model[],
  choice: ModelRef | null,
  starting: () => Model | null,
): Model | null {
  return findModel(models, choice) ?? starting() ?? models.find(({ usable }) => usable) ?? null;
}

const word = (name: string) => name.toLowerCase().replace(/\.(safetensors|ckpt|gguf)$/, "");

function isNamed(model: Model, name: string | null): boolean {
  return name === null || word(model.name) === word(name) || word(model.id) === word(name);
}

function modelOf({ model }: Recipe): string[] {
  return model === null ? [] : [i18n.t("recipes:modelNamed", { name: model })];
}
