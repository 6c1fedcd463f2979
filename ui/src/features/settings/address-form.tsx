import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { TextField } from "@/components/text-field";
import { api, type Provider, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { AddressPreview } from "./address-preview";
import { SettingsGroup } from "./settings-group";
import { useResolvedAddress } from "./use-resolved-address";

/** Where a provider is reached. A hosted one has a usual address to go back to. */
export function AddressForm({ provider, current }: { provider: Provider; current: string }) {
  const { t } = useTranslation("settings");
  const [address, setAddress] = useState(current);
  const { endpoint, problem } = useResolvedAddress(provider.manifest_id, address);
  const change = useMutation({
    mutationFn: (next: string | null) => api.changeAddress(provider.id, next),
    onSuccess: () => toast.show({ title: t("address.saved"), tone: "positive" }),
  });
  const usual = provider.default_base_url;
  const edited = address.trim();
  const ready = edited !== "" && edited !== current && problem === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !change.isPending) change.mutate(edited);
  };
  return (
    <SettingsGroup title={t("address.title")}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={t("address.field")}
          hideLabel
          help={t("address.help")}
          error={problem?.message}
          mono
          inputMode="url"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <AddressPreview endpoint={endpoint} />
        {change.error && (
          <ErrorCard problem={toProblem(change.error)} compact omit={["provider"]} />
        )}
        {(edited !== current || (usual !== null && usual !== current)) && (
          <div className="flex flex-wrap gap-2">
            {edited !== current && (
              <Button
                type="submit"
                variant="primary"
                loading={change.isPending}
                disabledReason={ready ? undefined : (problem?.message ?? t("add.addressFirst"))}
              >
                {t("address.save")}
              </Button>
            )}
            {usual !== null && usual !== current && (
              <Button
                variant="ghost"
                onClick={() => {
                  setAddress(usual);
                  change.mutate(null);
                }}
              >
                {t("address.usual")}
              </Button>
            )}
          </div>
        )}
      </form>
    </SettingsGroup>
  );
}
