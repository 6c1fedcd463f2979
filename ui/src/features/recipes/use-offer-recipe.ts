import { useQueryClient } from "@tanstack/react-query";
import { assetQuery } from "@/features/media/queries";
import type { Asset } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";
import { makingOf, useRecipe } from "./use-recipe";

/**
 * Offers the settings of the first of these things whose file says how it was made. True when
 * there is one.
 */
export function useOfferRecipe(): (assets: readonly Asset[]) => Promise<boolean> {
  const client = useQueryClient();
  const apply = useRecipe();
  return async (assets) => {
    for (const { id } of assets) {
      const { asset, recipe } = await client.fetchQuery(assetQuery(id));
      if (!recipe || !makingOf(recipe, asset.kind)) continue;
      toast.show({
        title: i18n.t("recipes:offer", { name: asset.title }),
        description: recipe.prompt?.slice(0, 200) ?? undefined,
        action: {
          label: i18n.t("recipes:use"),
          run: () => apply(recipe, asset.kind),
        },
      });
      return true;
    }
    return false;
  };
}
