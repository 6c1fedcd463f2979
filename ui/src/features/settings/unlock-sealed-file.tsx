import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { api, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SecretField } from "./secret-field";

/** Opens the sealed file for this run of the studio. */
export function UnlockSealedFile() {
  const { t } = useTranslation("settings");
  const [passphrase, setPassphrase] = useState("");
  const unlock = useMutation({
    mutationFn: () => api.unlockSealedFile(passphrase),
    onSuccess: () => toast.show({ title: t("keys.unlocked"), tone: "positive" }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "" && !unlock.isPending) unlock.mutate();
  };
  return (
    <form onSubmit={submit} className="flex max-w-sm flex-col gap-3">
      <SecretField
        label={t("keys.passphrase")}
        showLabel={t("keys.show")}
        hideLabel={t("keys.hide")}
        error={unlock.error ? toProblem(unlock.error).message : null}
        value={passphrase}
        onChange={setPassphrase}
        startsShown={false}
      />
      <div>
        <Button type="submit" variant="primary" loading={unlock.isPending}>
          {t("keys.unlock")}
        </Button>
      </div>
    </form>
  );
}
