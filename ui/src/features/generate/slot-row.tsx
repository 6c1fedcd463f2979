import { Brush } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MenuItem, MenuSeparator } from "@/components/menu";
import { isMask } from "@/features/generation/use-as-input";
import { AssetShelf } from "@/features/media/asset-shelf";
import { useOfferRecipe } from "@/features/recipes/use-offer-recipe";
import type { Asset, InputSlot } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { MaskEditor } from "./mask/mask-editor";
import type { Inputs } from "./use-inputs";

interface SlotRowProps {
  slots: readonly InputSlot[];
  inputs: Inputs;
}

/** What the model is given beside words, side by side. */
export function SlotRow({ slots, inputs }: SlotRowProps) {
  const { t } = useTranslation("generate");
  const [painting, setPainting] = useState<InputSlot | null>(null);
  // A mask belongs to the picture that is to change: the first that a model takes.
  const subject = slots.find((slot) => slot.accepts.includes("image") && !isMask(slot));
  const shown = slots.filter(({ needs }) => needs === null || inputs.given.has(needs));
  const picture = subject && inputs.assetsIn(subject)[0];
  const offer = useOfferRecipe();
  const change = (slot: InputSlot, assets: Asset[]) => {
    const before = new Set(inputs.assetsIn(slot).map(({ id }) => id));
    inputs.put(slot, assets);
    void offer(assets.filter(({ id }) => !before.has(id))).catch(toast.showProblem);
  };
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-3 border-b border-line px-4 pt-3 pb-3">
      {shown.map((slot) => (
        <AssetShelf
          key={slot.id}
          label={slot.label}
          help={slot.help}
          accepts={slot.accepts}
          most={slot.most}
          required={slot.required}
          assets={inputs.assetsIn(slot)}
          onChange={(assets) => change(slot, assets)}
          more={
            isMask(slot) && (
              <>
                <MenuSeparator />
                <MenuItem
                  icon={Brush}
                  label={picture ? t("mask.paint") : t("mask.pictureFirst")}
                  disabled={!picture}
                  onSelect={() => setPainting(slot)}
                />
              </>
            )
          }
        />
      ))}
      {painting && picture && (
        <MaskEditor
          picture={picture}
          onClose={() => setPainting(null)}
          onMask={(mask) => inputs.put(painting, [mask])}
        />
      )}
    </div>
  );
}
