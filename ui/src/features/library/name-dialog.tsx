import { type FormEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { TextField } from "@/components/text-field";
import { toProblem } from "@/ipc/client";

interface NameDialogProps {
  title: string;
  /** What the button says that keeps the name. */
  action: string;
  name?: string;
  help?: string;
  onClose: () => void;
  onName: (name: string) => Promise<unknown>;
}

const LONGEST = 200;

/** Asks what to call something. */
export function NameDialog(props: NameDialogProps) {
  const { title, action, name = "", help, onClose, onName } = props;
  const { t } = useTranslation(["library", "shell"]);
  const formId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(name);
  const [error, setError] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "" || saving) return;
    setSaving(true);
    try {
      await onName(text.trim());
      onClose();
    } catch (cause) {
      setError(toProblem(cause).message);
      setSaving(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      initialFocus={field}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            loading={saving}
            disabledReason={text.trim() === "" ? t("library:places.nameFirst") : undefined}
          >
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)}>
        <TextField
          ref={field}
          label={t("library:places.name")}
          value={text}
          maxLength={LONGEST}
          help={help}
          error={error}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
    </Dialog>
  );
}
