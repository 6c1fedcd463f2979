import { RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DetailRow } from "@/features/media/detail-row";
import { PromptText } from "@/features/media/prompt-text";
import type { AssetKind, Recipe } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { makingOf, useRecipe } from "./use-recipe";

interface RecipeFactsProps {
  recipe: Recipe;
  kind: AssetKind;
  /** Called after the Generate page was shown in its place. */
  onUse?: () => void;
}

/** How a file says that it was made, and the way to make something like it. */
export function RecipeFacts({ recipe, kind, onUse }: RecipeFactsProps) {
  const { t } = useTranslation("recipes");
  const apply = useRecipe();
  const { prompt, negative_prompt: negative, model, params } = recipe;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <h3 className="text-xs font-medium text-muted">
        {t("said", { program: t(`format.${recipe.format}`) })}
      </h3>
      {prompt && <PromptText prompt={prompt} />}
      {makingOf(recipe, kind) && (
        <Button
          icon={RotateCcw}
          onClick={() => {
            void apply(recipe, kind).catch(toast.showProblem);
            onUse?.();
          }}
        >
          {t("use")}
        </Button>
      )}
      <dl>
        {negative && <DetailRow label={t("negative")}>{negative}</DetailRow>}
        {model && <DetailRow label={t("model")}>{model}</DetailRow>}
        {Object.entries(params).map(([name, value]) => (
          <DetailRow key={name} label={name}>
            {typeof value === "boolean" ? t(value ? "on" : "off") : String(value)}
          </DetailRow>
        ))}
      </dl>
    </section>
  );
}
