import { Image } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { IMAGE_PROMPT } from "@/features/generation/image-settings";
import { setDraft } from "@/state/drafts";
import { focusPrompt } from "@/state/prompt-focus";

const EXAMPLES = ["harbour", "tea", "map"] as const;

/** Before the first picture: three prompts to begin with. */
export function ImagesEmpty() {
  const { t } = useTranslation("images");
  const begin = (prompt: string) => {
    setDraft(IMAGE_PROMPT, prompt);
    focusPrompt();
  };
  return (
    <EmptyState
      icon={Image}
      title={t("empty.title")}
      text={t("empty.text")}
      className="min-h-0 overflow-y-auto"
      action={
        <ul className="flex max-w-xl flex-col gap-2">
          {EXAMPLES.map((example) => {
            const prompt = t(`empty.examples.${example}`);
            return (
              <li key={example}>
                <Button
                  className="h-auto min-h-9 w-full justify-start py-2 text-left font-normal whitespace-normal"
                  onClick={() => begin(prompt)}
                >
                  {prompt}
                </Button>
              </li>
            );
          })}
        </ul>
      }
    />
  );
}
