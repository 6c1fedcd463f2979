import { useTranslation } from "react-i18next";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { useMediaQuery } from "@/features/frame/use-media-query";
import { setMaking } from "@/features/generation/generate-settings";
import { MAKING_ICONS, type Making } from "@/features/generation/making";

interface MakingSwitchProps {
  making: Making;
  /** What at least one model can make now. */
  kinds: readonly Making[];
}

/** From here on all kinds stand side by side. */
const ROOMY = "(min-width: 1240px)";
const FEW = 3;

/** Chooses what to make. */
export function MakingSwitch({ making, kinds }: MakingSwitchProps) {
  const { t } = useTranslation(["generate", "generation"]);
  const roomy = useMediaQuery(ROOMY);
  const common = {
    label: t("generate:making"),
    hideLabel: true,
    value: making,
    onChange: setMaking,
    options: kinds.map((kind) => ({
      value: kind,
      label: t(`generation:making.${kind}`),
      icon: MAKING_ICONS[kind],
    })),
  };
  if (roomy || kinds.length <= FEW) return <Segmented {...common} />;
  return <Select {...common} className="w-40" />;
}
