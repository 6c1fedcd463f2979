import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { promptScope } from "@/features/generation/generate-settings";
import { MAKING_ICONS, type Making } from "@/features/generation/making";
import { setDraft } from "@/state/drafts";
import { focusPrompt } from "@/state/prompt-focus";

const EXAMPLES = ["first", "second", "third"] as const;

/** Before the first of its kind: what to do, and prompts to begin with where one writes any. */
export function GenerateEmpty({ making }: { making: Making }) {
  const { t } = useTranslation("generate");
  const begin = (prompt: string) => {
    setDraft(promptScope(making), prompt);
    focusPrompt();
  };
  return (
    <EmptyState
      icon={MAKING_ICONS[making]}
      title={t(`empty.${making}.title`)}
      text={t(`empty.${making}.text`)}
      className="min-h-0 overflow-y-auto"
      action={
        making !== "transcription" && (
          <ul className="flex max-w-xl flex-col gap-2">
            {EXAMPLES.map((example) => {
              const prompt = t(`empty.${making}.${example}`);
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
        )
      }
    />
  );
}
