import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { i18n } from "@/messages";
import { lengthOf } from "./use-request";

/** From this part of the limit on it is worth knowing. */
const NEAR = 0.8;

/** How much of what a model reads is used up; nothing while there is plenty left. */
export function PromptCounter({ prompt, limit }: { prompt: string; limit: number | null }) {
  const { t } = useTranslation("generate");
  if (limit === null) return null;
  const count = lengthOf(prompt);
  if (count < limit * NEAR) return null;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <span
      role="status"
      className={cn(
        "text-xs tabular-nums whitespace-nowrap",
        count > limit ? "font-medium text-danger" : "text-muted",
      )}
    >
      {t("characters", { used: number.format(count), limit: number.format(limit) })}
    </span>
  );
}
