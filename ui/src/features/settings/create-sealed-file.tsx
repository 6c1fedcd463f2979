import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { api, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SecretField } from "./secret-field";

const SHORTEST = 8;

/** Makes the file that keys are kept in where no keychain answers. */
export function CreateSealedFile() {
  const { t } = useTranslation("settings");
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.createSealedFile(passphrase),
    onSuccess: () => toast.show({ title: t("keys.created"), tone: "positive" }),
  });
  const tooShort = passphrase.length < SHORTEST ? t("keys.tooShort") : null;
  const mismatch = passphrase !== repeated ? t("keys.mismatch") : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!tooShort && !mismatch && !create.isPending) create.mutate();
  };
  return (
    <form onSubmit={submit} className="flex max-w-sm flex-col gap-3">
      <SecretField
        label={t("keys.passphrase")}
        showLabel={t("keys.show")}
        hideLabel={t("keys.hide")}
        help={t("keys.tooShort")}
        error={tried ? tooShort : null}
        value={passphrase}
        onChange={setPassphrase}
        startsShown={false}
      />
      <SecretField
        label={t("keys.repeat")}
        showLabel={t("keys.show")}
        hideLabel={t("keys.hide")}
        error={tried && !tooShort ? mismatch : null}
        value={repeated}
        onChange={setRepeated}
        startsShown={false}
      />
      {create.error && <ErrorCard problem={toProblem(create.error)} compact />}
      <div>
        <Button type="submit" variant="primary" loading={create.isPending}>
          {t("keys.create")}
        </Button>
      </div>
    </form>
  );
}
