import { Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { ClampedText } from "@/features/generation/clamped-text";
import { copyPrompt } from "./asset-commands";

/** A prompt with its heading and a copy of all of it. */
export function PromptText({ prompt }: { prompt: string }) {
  const { t } = useTranslation("library");
  return (
    <section aria-label={t("details.prompt")}>
      <div className="mb-1 flex h-7 items-center justify-between">
        <h3 className="text-xs font-medium text-muted">{t("details.prompt")}</h3>
        <IconButton
          size="sm"
          icon={Copy}
          label={t("actions.copyPrompt")}
          onClick={() => void copyPrompt(prompt)}
        />
      </div>
      <ClampedText text={prompt} lines={6} className="text-sm" />
    </section>
  );
}
