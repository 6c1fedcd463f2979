import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { promptScope } from "@/features/generation/generate-settings";
import { MAKING_ICONS, type Making } from "@/features/generation/making";
import { ModelPicker } from "@/features/models/model-picker";
import type { ModelChoice } from "@/features/models/use-model-choice";
import { setDraft } from "@/state/drafts";
import { focusPrompt } from "@/state/prompt-focus";

const EXAMPLES = ["first", "second", "third"] as const;

interface GenerateEmptyProps {
  making: Making;
  choice: ModelChoice;
}

/** Before the first of its kind: what to do, and prompts to begin with where one writes any. */
export function GenerateEmpty({ making, choice }: GenerateEmptyProps) {
  const { t } = useTranslation("generate");
  const modelFirst = !choice.pending && choice.choice === null;
  const begin = (prompt: string) => {
    setDraft(promptScope(making), prompt);
    focusPrompt();
  };
  return (
    <EmptyState
      icon={MAKING_ICONS[making]}
      title={t(`empty.${making}.title`)}
      text={t(modelFirst ? "empty.modelFirst" : `empty.${making}.text`)}
      className="min-h-0 overflow-y-auto"
      action={
        <div className="flex flex-col gap-4">
          {modelFirst && <ModelPicker modality={making} value={null} onChange={choice.choose} />}
          {making !== "transcription" && (
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
          )}
        </div>
      }
    />
  );
}
