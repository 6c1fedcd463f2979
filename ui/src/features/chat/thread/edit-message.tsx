import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { TextArea } from "@/components/text-area";
import { api, type ThreadMessage, toProblem } from "@/ipc/client";
import { clearDraft, setDraft, useDraft } from "@/state/drafts";
import { textOf } from "./message-text";
import { useThread } from "./thread-context";

const scopeOf = ({ id }: ThreadMessage) => `edit:${id}`;

/** Makes a message's own words what the editor begins with. */
export function beginEdit(message: ThreadMessage): void {
  setDraft(scopeOf(message), textOf(message.parts, "text"));
}

/** Says something else in the place of a message; both versions stay. */
export function EditMessage({ message }: { message: ThreadMessage }) {
  const { t } = useTranslation("chat");
  const { answerer, busy, edit, onSent } = useThread();
  const field = useRef<HTMLTextAreaElement>(null);
  const scope = scopeOf(message);
  const [draft, setText] = useDraft(scope);

  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const close = () => {
    clearDraft(scope);
    edit(null);
  };
  const save = useMutation({
    mutationFn: (text: string) => {
      if (!answerer.request) throw new Error("nobody can answer");
      return api.editMessage({ message_id: message.id, text, ...answerer.request });
    },
    onSuccess: () => {
      close();
      onSent();
    },
  });
  const obstacle =
    draft.trim() === ""
      ? t("edit.empty")
      : busy
        ? t("message.busy")
        : (answerer.reason ?? undefined);
  const send = () => {
    if (!obstacle && !save.isPending) save.mutate(draft);
  };
  const press = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="mb-5 w-full space-y-2 rounded-xl border border-control bg-raised p-3 focus-within:border-accent-text">
      <TextArea
        ref={field}
        label={t("edit.label")}
        hideLabel
        autoGrow
        bare
        maxRows={16}
        dir="auto"
        value={draft}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
        inputClassName="text-chat"
      />
      {save.isError && <ErrorCard compact problem={toProblem(save.error)} onRetry={send} />}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="min-w-48 flex-1 text-xs text-muted">{t("edit.note")}</p>
        <Button size="sm" variant="ghost" onClick={close}>
          {t("edit.cancel")}
        </Button>
        <Button
          size="sm"
          variant="primary"
          loading={save.isPending}
          disabledReason={obstacle}
          onClick={send}
        >
          {t("edit.save")}
        </Button>
      </div>
    </div>
  );
}
