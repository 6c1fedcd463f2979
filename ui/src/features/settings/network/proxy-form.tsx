import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { NumberField } from "@/components/number-field";
import { Segmented } from "@/components/segmented";
import { TextField } from "@/components/text-field";
import { type Network, toProblem } from "@/ipc/client";
import { SecretField } from "../secret-field";
import { SettingsGroup } from "../settings-group";
import { draftOf, settingOf, withKind } from "./proxy-draft";
import { useKeepNetwork } from "./use-network";

const LAST_PORT = 65_535;

/** Which proxy requests go through. The password is kept where keys are, and never comes back. */
export function ProxyForm({ network }: { network: Network }) {
  const { t } = useTranslation("settings");
  const before = draftOf(network.settings.proxy);
  const [draft, setDraft] = useState(before);
  const [password, setPassword] = useState("");
  const keep = useKeepNetwork();
  const setting = settingOf(draft);
  const changed = JSON.stringify(draft) !== JSON.stringify(before) || password !== "";
  const hasPassword = network.proxy_password.status === "set";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!setting || keep.isPending) return;
    const settings = { ...network.settings, proxy: setting };
    keep.mutate(
      { settings, password: password === "" ? undefined : password },
      { onSuccess: () => setPassword("") },
    );
  };
  return (
    <SettingsGroup title={t("network.proxy")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Segmented
          hideLabel
          label={t("network.proxy")}
          help={t(`network.modeHelp.${draft.mode}`)}
          value={draft.mode}
          onChange={(mode) => setDraft({ ...draft, mode })}
          options={(["system", "environment", "none", "manual"] as const).map((value) => ({
            value,
            label: t(`network.mode.${value}`),
          }))}
        />
        {draft.mode === "manual" && (
          <>
            <div className="flex flex-wrap gap-3">
              <Segmented
                label={t("network.kind")}
                value={draft.kind}
                onChange={(kind) => setDraft(withKind(draft, kind))}
                options={[
                  { value: "http", label: "HTTP" },
                  { value: "socks5", label: "SOCKS5" },
                ]}
              />
              <TextField
                label={t("network.host")}
                mono
                value={draft.host}
                onChange={({ target }) => setDraft({ ...draft, host: target.value })}
                className="min-w-48 flex-1"
              />
              <NumberField
                plain
                label={t("network.port")}
                value={draft.port}
                min={1}
                max={LAST_PORT}
                onChange={(port) => setDraft({ ...draft, port })}
                className="w-24"
              />
            </div>
            <div className="flex flex-wrap gap-3">
              <TextField
                label={t("network.user")}
                value={draft.username}
                onChange={({ target }) => setDraft({ ...draft, username: target.value })}
                className="min-w-48 flex-1"
              />
              <div className="min-w-48 flex-1">
                <SecretField
                  label={t("network.password")}
                  showLabel={t("keys.show")}
                  hideLabel={t("keys.hide")}
                  help={hasPassword ? t("network.passwordSet") : undefined}
                  value={password}
                  onChange={setPassword}
                  startsShown={false}
                />
              </div>
            </div>
            <TextField
              label={t("network.bypass")}
              help={t("network.bypassHelp")}
              mono
              value={draft.bypass}
              onChange={({ target }) => setDraft({ ...draft, bypass: target.value })}
            />
            <p className="text-xs text-muted">{t("network.resolves")}</p>
          </>
        )}
        {keep.error && <ErrorCard compact problem={toProblem(keep.error)} omit={["provider"]} />}
        {changed && (
          <div>
            <Button
              type="submit"
              variant="primary"
              loading={keep.isPending}
              disabledReason={setting ? undefined : t("network.hostFirst")}
            >
              {t("network.save")}
            </Button>
          </div>
        )}
      </form>
    </SettingsGroup>
  );
}
