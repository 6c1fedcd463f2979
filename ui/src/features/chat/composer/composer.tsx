import { ArrowUp, Square } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { cn } from "@/components/cn";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { TextArea } from "@/components/text-area";
import { bringIn, filesOf } from "@/features/media/intake";
import { useAssetDrop } from "@/features/media/use-asset-drop";
import { ModelPicker } from "@/features/models/model-picker";
import { PriceLine } from "@/features/models/price-line";
import { BudgetHint } from "@/features/spending/budget-hint";
import type { ConversationId, GenerationId } from "@/ipc/client";
import { useMainPrompt } from "@/state/prompt-focus";
import { toast } from "@/state/toasts";
import { AttachButton } from "../attachments/attach-button";
import { AttachmentRow } from "../attachments/attachment-row";
import { ATTACHABLE, readable } from "../attachments/use-attachments";
import type { Answerer } from "../use-answerer";
import { ModelSettings } from "./model-settings";
import { ObstacleNotice } from "./obstacle-notice";
import { PastedChip } from "./pasted-chip";
import { isTooLongToType, LONGEST_TYPED, WARN_FROM } from "./pasted-text";
import { useComposer } from "./use-composer";
import { useMaxRows } from "./use-max-rows";

interface ComposerProps {
  conversationId: ConversationId | null;
  answerer: Answerer;
  /** The answer being written in this conversation. */
  running: GenerationId | null;
  onSent: () => void;
}

/** Where a message is written and sent. What is written is kept per conversation. */
export function Composer({ conversationId, answerer, running, onSent }: ComposerProps) {
  const { t } = useTranslation("chat");
  const field = useRef<HTMLTextAreaElement>(null);
  const maxRows = useMaxRows();
  const composer = useComposer({ conversationId, answerer, running, onSent });
  const { typed, pasted, attachments, obstacle, send, stop, length } = composer;
  const budget = composer.estimate?.outlook?.budget;
  const drop = useAssetDrop(ATTACHABLE, attachments.add);
  useMainPrompt(field);

  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    if (!event.repeat) composer.trySend();
  };
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData);
    if (files.length > 0) {
      event.preventDefault();
      void bringIn(files, ATTACHABLE).then(attachments.add);
      return;
    }
    const text = event.clipboardData.getData("text/plain");
    if (!isTooLongToType(typed, text)) return;
    event.preventDefault();
    composer.addPasted(text);
  };
  const change = (text: string) => {
    // What arrives otherwise than by a paste (a drop, a script) must not hold the window up either.
    if (text.length <= LONGEST_TYPED) return composer.setTyped(text);
    composer.addPasted(text);
    composer.setTyped("");
  };
  return (
    <section aria-label={t("composer.region")} className="shrink-0 px-6 pb-5">
      <div className="mx-auto w-full max-w-[calc(72ch+3rem)] text-chat">
        <ObstacleNotice answerer={answerer} />
        {budget && (
          <div className="mb-2">
            <BudgetHint outlook={budget} />
          </div>
        )}
        {send.isError && (
          <ErrorCard
            compact
            problem={composer.problem}
            onRetry={composer.trySend}
            className="mb-2"
          />
        )}
        <div
          {...drop.handlers}
          className={cn(
            "rounded-xl border border-control bg-raised transition-colors focus-within:border-accent-text",
            drop.over && "border-accent-text bg-accent-soft",
          )}
        >
          <AttachmentRow attachments={attachments} objection={composer.objection} />
          {pasted !== "" && (
            <div className="space-y-1.5 p-2 pb-0">
              <PastedChip
                text={pasted}
                onRemove={() => {
                  const restore = pasted;
                  composer.setPasted("");
                  field.current?.focus();
                  toast.show({
                    title: t("composer.pastedRemoved"),
                    action: { label: t("composer.undo"), run: () => composer.setPasted(restore) },
                  });
                }}
              />
              {length > WARN_FROM && (
                <p role="status" className="px-1.5 text-xs text-warning tabular-nums">
                  {t("composer.long", { total: composer.lengthText })}
                </p>
              )}
            </div>
          )}
          <TextArea
            ref={field}
            label={t("composer.label")}
            hideLabel
            placeholder={t("composer.placeholder")}
            autoGrow
            bare
            maxRows={maxRows}
            dir="auto"
            value={typed}
            onChange={(event) => change(event.target.value)}
            onKeyDown={press}
            onPaste={paste}
            inputClassName="px-4 pt-3 pb-1 text-chat"
          />
          <div className="flex items-center gap-1 p-2">
            <ModelPicker
              modality="chat"
              size="sm"
              value={answerer.choice}
              onChange={answerer.choose}
            />
            <ModelSettings answerer={answerer} />
            <AttachButton kinds={readable(answerer.model)} onAttach={attachments.add} />
            <Hint running={running !== null} length={length} />
            {running === null && composer.estimate !== null && (
              <PriceLine
                estimate={composer.estimate.cost}
                converted={composer.estimate.outlook?.converted}
                className="ml-auto px-2"
              />
            )}
            {running === null ? (
              <IconButton
                variant="primary"
                icon={ArrowUp}
                label={t("composer.send")}
                shortcut="enter"
                loading={send.isPending}
                disabledReason={obstacle ?? undefined}
                onClick={composer.trySend}
                className={cn(composer.estimate === null && "ml-auto")}
              />
            ) : (
              <IconButton
                variant="secondary"
                icon={Square}
                label={t("composer.stop")}
                loading={stop.isPending}
                onClick={() => stop.mutate(running)}
                className="ml-auto [&_svg]:size-3 [&_svg]:fill-current"
              />
            )}
          </div>
        </div>
      </div>
    </section>
  );
}

/** Says why Enter does nothing while an answer is being written. */
function Hint({ running, length }: { running: boolean; length: number }) {
  const { t } = useTranslation("chat");
  if (!running || length === 0) return null;
  return (
    <p className="min-w-0 flex-1 truncate px-2 text-right text-xs text-muted">
      {t("composer.answering")}
    </p>
  );
}
