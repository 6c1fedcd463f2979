import { useMutation } from "@tanstack/react-query";
import { ExternalLink, KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { api, type Provider, toProblem } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { KeyEditor } from "./key-editor";
import { TestOutcome } from "./provider-test-outcome";
import { useKeyStorage } from "./queries";
import { SettingsGroup } from "./settings-group";
import { useProviderTest } from "./use-provider-test";

function RemoveKey({ provider }: { provider: Provider }) {
  const { t } = useTranslation(["settings", "shell"]);
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.removeKey(provider.id),
    onSuccess: () => {
      setAsking(false);
      toast.show({ title: t("settings:key.removed") });
    },
  });
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {t("settings:key.remove")}
      </Button>
      <Dialog
        role="alertdialog"
        open={asking}
        onOpenChange={setAsking}
        title={t("settings:key.removeTitle", { name: provider.name })}
        description={t("settings:key.removeText")}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t("shell:control.cancel")}</Button>
            <Button variant="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t("settings:key.removeConfirm")}
            </Button>
          </>
        }
      >
        {remove.error && <ErrorCard problem={toProblem(remove.error)} compact />}
      </Dialog>
    </>
  );
}

/** Says that keys have no open place, with the way there. */
function NoPlace({ locked }: { locked: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-warning-soft p-3">
      <p className="flex min-w-0 items-center gap-2 text-sm">
        <KeyRound aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-warning" />
        {locked ? t("key.locked") : t("key.noPlace")}
      </p>
      <Button size="sm" onClick={() => navigate.toSettings("keys")}>
        {locked ? t("key.unlock") : t("key.setUp")}
      </Button>
    </div>
  );
}

/** A provider's key: set it, test it, replace it, remove it. Its text never comes back here. */
export function KeyForm({ provider }: { provider: Provider }) {
  const { t } = useTranslation("settings");
  const storage = useKeyStorage().data;
  const [replacing, setReplacing] = useState(false);
  const check = useProviderTest(provider.id, () => setReplacing(false));
  const { key, keys_url } = provider;
  const link = keys_url !== null && (
    <Button
      variant="ghost"
      size="sm"
      icon={ExternalLink}
      onClick={() => api.openLink(keys_url).catch(toast.showProblem)}
    >
      {t("key.get")}
    </Button>
  );
  const shut =
    key.status === "locked" ||
    storage?.place === "unavailable" ||
    (storage?.place === "sealed-file" && storage.locked);
  if (shut) {
    return (
      <SettingsGroup title={t("key.title")} aside={link}>
        <NoPlace locked={storage?.place !== "unavailable"} />
      </SettingsGroup>
    );
  }
  return (
    <SettingsGroup title={t("key.title")} aside={link}>
      {key.status === "set" && !replacing ? (
        <div className="flex flex-wrap items-center gap-2">
          <span className="flex flex-[1_0_10rem] items-center gap-2 text-sm">
            <KeyRound aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-positive" />
            {key.last_four ? t("key.setEnding", { ending: key.last_four }) : t("key.set")}
          </span>
          <div className="flex flex-wrap gap-2">
            <Button loading={check.running} onClick={() => check.start()}>
              {t("key.test")}
            </Button>
            <Button onClick={() => setReplacing(true)}>{t("key.replace")}</Button>
            <RemoveKey provider={provider} />
          </div>
        </div>
      ) : (
        <KeyEditor
          storage={storage}
          optional={key.status === "missing" && !key.required}
          saving={check.running}
          onSave={check.start}
          onCancel={key.status === "set" ? () => setReplacing(false) : undefined}
        />
      )}
      <TestOutcome check={check} onRetry={() => check.start()} />
    </SettingsGroup>
  );
}
