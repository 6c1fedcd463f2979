import { useMutation } from "@tanstack/react-query";
import { ExternalLink, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { api, type Provider } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { AddressForm } from "./address-form";
import { KeyForm } from "./key-form";
import { LocalModelsGroup } from "./local/local-models-group";
import { ModelsGroup } from "./models-group";
import { ProviderRoute } from "./provider-route";
import { ProviderSwitch } from "./provider-switch";
import { TestOutcome } from "./provider-test-outcome";
import { SettingsGroup } from "./settings-group";
import { useProviderTest } from "./use-provider-test";

function RemoveServer({ provider }: { provider: Provider }) {
  const { t } = useTranslation(["settings", "shell"]);
  const remove = useMutation({
    mutationFn: () => api.removeConnection(provider.id),
    onSuccess: (deletion) =>
      toast.show({
        title: t("settings:providers.removed", { name: provider.name }),
        action: {
          label: t("shell:control.undo"),
          run: async () => {
            await api.undoDeletion(deletion.id);
          },
        },
      }),
    onError: toast.showProblem,
  });
  return (
    <Button
      variant="ghost"
      size="sm"
      icon={Trash2}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    >
      {t("settings:providers.remove")}
    </Button>
  );
}

/** For a server that may do without a key: a test that needs none. */
function Connection({ provider }: { provider: Provider }) {
  const { t } = useTranslation("settings");
  const check = useProviderTest(provider.id);
  return (
    <SettingsGroup
      title={t("providers.connection")}
      aside={
        <Button loading={check.running} onClick={() => check.start()}>
          {t("providers.test")}
        </Button>
      }
    >
      <TestOutcome check={check} onRetry={() => check.start()} />
    </SettingsGroup>
  );
}

/** Everything that can be set for one provider. */
export function ProviderDetail({ provider }: { provider: Provider }) {
  const { t } = useTranslation("settings");
  const { key, kind, base_url, docs_url } = provider;
  const mayLackKey = kind !== "built-in" && key.status === "missing" && !key.required;
  return (
    <article aria-label={provider.name} className="flex max-w-2xl min-w-0 flex-1 flex-col">
      <header className="mb-5 flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="text-xl font-semibold wrap-anywhere">{provider.name}</h2>
          <p className="mt-0.5 text-sm text-muted">
            {kind === "built-in" ? t("providers.builtIn") : t(`providers.kind.${kind}`)}
          </p>
        </div>
        <div className="flex gap-1">
          {docs_url !== null && (
            <Button
              variant="ghost"
              size="sm"
              icon={ExternalLink}
              onClick={() => api.openLink(docs_url).catch(toast.showProblem)}
            >
              {t("providers.docs")}
            </Button>
          )}
          {provider.added_by_user && <RemoveServer provider={provider} />}
        </div>
      </header>
      {kind !== "built-in" && <ProviderSwitch provider={provider} />}
      {provider.manages_models && <LocalModelsGroup provider={provider} />}
      {mayLackKey && <Connection provider={provider} />}
      {key.status !== "not-needed" && <KeyForm provider={provider} />}
      {base_url !== null && <AddressForm key={base_url} provider={provider} current={base_url} />}
      {base_url !== null && <ProviderRoute provider={provider} />}
      <ModelsGroup provider={provider} />
    </article>
  );
}
