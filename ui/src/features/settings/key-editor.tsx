import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import type { KeyStorage } from "@/ipc/client";
import { SecretField } from "./secret-field";

interface KeyEditorProps {
  storage: KeyStorage | undefined;
  optional: boolean;
  saving: boolean;
  onSave: (key: string) => void;
  /** Given where there is a key to go back to. */
  onCancel?: () => void;
}

/** Takes a new key. It shows what is pasted, so that one sees whether it is the right one. */
export function KeyEditor({ storage, optional, saving, onSave, onCancel }: KeyEditorProps) {
  const { t } = useTranslation(["settings", "shell"]);
  const [key, setKey] = useState("");
  const trimmed = key.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed !== "" && !saving) onSave(trimmed);
  };
  const place = storage && storage.place !== "unavailable" ? storage.place : null;
  const help = [
    optional && t("settings:key.optional"),
    place && t("settings:key.help", { place: t(`settings:key.place.${place}`) }),
  ].filter(Boolean);
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <SecretField
        label={t("settings:key.field")}
        showLabel={t("settings:key.show")}
        hideLabel={t("settings:key.hide")}
        help={help.join(" ")}
        value={key}
        onChange={setKey}
        startsShown
        autoFocus={onCancel !== undefined}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          loading={saving}
          disabledReason={trimmed === "" ? t("settings:key.empty") : undefined}
        >
          {t("settings:key.save")}
        </Button>
        {onCancel && (
          <Button variant="ghost" onClick={onCancel}>
            {t("shell:control.cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}
