import { useMemo } from "react";
import type { ParamValues } from "@/features/models/parameter-values";
import { useModelChoice } from "@/features/models/use-model-choice";
import { api, type Generation } from "@/ipc/client";
import { i18n } from "@/messages";
import { getDraft, setDraft, useDraft } from "@/state/drafts";
import { navigate } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";
import { toast } from "@/state/toasts";

/** Where the prompt of the Images page is kept while it is written. */
export const IMAGE_PROMPT = "images";
const IMAGE_PARAMS = "images.params";

const isValue = (value: unknown) => ["boolean", "number", "string"].includes(typeof value);

/** What was kept; text that is not of this shape counts as nothing set. */
export function parseParams(text: string): ParamValues {
  if (text === "") return {};
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, value]) => isValue(value)));
  } catch {
    return {};
  }
}

function keepParams(values: ParamValues): void {
  setDraft(IMAGE_PARAMS, Object.keys(values).length === 0 ? "" : JSON.stringify(values));
}

/** The settings of the Images page, kept across pages and restarts. */
export function useImageParams(): [ParamValues, (values: ParamValues) => void] {
  const [text] = useDraft(IMAGE_PARAMS);
  return [useMemo(() => parseParams(text), [text]), keepParams];
}

/** What was being written, also where its page was not opened since the start. */
async function written(scope: string): Promise<string> {
  return getDraft(scope) || (await api.getDraft(scope));
}

/**
 * Puts a generation's prompt, model and settings back into the Images page and shows it. A prompt
 * that was being written gives way, and the toast brings it back.
 */
export function useReuseSettings(): (generation: Generation) => Promise<void> {
  const { choice, choose } = useModelChoice("image");
  return async ({ prompt, params, provider_id, model_id }) => {
    const before = { prompt: await written(IMAGE_PROMPT), params: await written(IMAGE_PARAMS) };
    setDraft(IMAGE_PROMPT, prompt ?? "");
    keepParams(params);
    choose({ provider_id, model_id });
    navigate.toPage("images");
    focusPrompt();
    if (before.prompt.trim() === "" || before.prompt === prompt) return;
    toast.show({
      title: i18n.t("generation:replaced"),
      action: {
        label: i18n.t("shell:control.undo"),
        run: () => {
          setDraft(IMAGE_PROMPT, before.prompt);
          setDraft(IMAGE_PARAMS, before.params);
          if (choice) choose(choice);
        },
      },
    });
  };
}
