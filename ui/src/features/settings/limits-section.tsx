import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { NumberField } from "@/components/number-field";
import { Skeleton } from "@/components/skeleton";
import { api, type LimitSettings, type Limits, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { useProviders } from "./queries";
import { QueueGroup } from "./queue-group";
import { SettingsGroup } from "./settings-group";

const QUERY = { queryKey: ["settings", "limits"], queryFn: () => api.getLimits() };
const PER_MINUTE = [
  "generation_per_minute",
  "transcription_per_minute",
  "chat_per_minute",
  "analysis_per_minute",
] as const;
const MOST_PER_MINUTE = 10_000;
const MOST_AT_ONCE = 64;

/** How much is asked of services at a time; what is more waits its turn. */
export function LimitsSection() {
  const { data, error, refetch } = useQuery({ ...QUERY, meta: { tags: ["generations"] } });
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40 max-w-2xl" />;
  return <LimitsForm key={JSON.stringify(data.settings)} limits={data} />;
}

function LimitsForm({ limits }: { limits: Limits }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [settings, setSettings] = useState<LimitSettings>(limits.settings);
  const keep = useMutation({
    mutationFn: () => api.setLimits(settings),
    onSuccess: () => toast.show({ title: t("limits.saved"), tone: "positive" }),
    onSettled: () => client.invalidateQueries({ queryKey: QUERY.queryKey }),
  });
  const changed = JSON.stringify(settings) !== JSON.stringify(limits.settings);
  return (
    <div className="max-w-2xl">
      <SettingsGroup title={t("limits.perMinute")}>
        <p className="text-sm text-muted">{t("limits.text")}</p>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-3">
          {PER_MINUTE.map((part) => (
            <NumberField
              key={part}
              label={t(`limits.${part}`)}
              value={settings[part]}
              min={1}
              max={MOST_PER_MINUTE}
              onChange={(next) => next !== null && setSettings({ ...settings, [part]: next })}
            />
          ))}
        </div>
      </SettingsGroup>
      <SettingsGroup title={t("limits.atOnce")}>
        <NumberField
          label={t("limits.atOnceField")}
          help={t("limits.atOnceHelp")}
          value={settings.at_once}
          min={1}
          max={MOST_AT_ONCE}
          onChange={(next) => next !== null && setSettings({ ...settings, at_once: next })}
          className="max-w-60"
        />
        {keep.error && <ErrorCard compact problem={toProblem(keep.error)} />}
        {changed && (
          <div>
            <Button variant="primary" loading={keep.isPending} onClick={() => keep.mutate()}>
              {t("network.save")}
            </Button>
          </div>
        )}
      </SettingsGroup>
      <QueueGroup />
      <Now limits={limits} />
    </div>
  );
}

/** What the limits hold back at this moment; nothing where they hold back nothing. */
function Now({ limits }: { limits: Limits }) {
  const { t } = useTranslation("settings");
  const providers = useProviders().data ?? [];
  if (limits.waiting === 0 && limits.slowed.length === 0) return null;
  return (
    <SettingsGroup title={t("limits.now")}>
      <ul role="status" className="flex flex-col gap-1 text-sm text-muted tabular-nums">
        {limits.waiting > 0 && <li>{t("limits.waiting", { count: limits.waiting })}</li>}
        {limits.slowed.map(({ provider_id, at_once }) => {
          const name = providers.find(({ id }) => id === provider_id)?.name ?? provider_id;
          return <li key={provider_id}>{t("limits.slowed", { name, count: at_once })}</li>;
        })}
      </ul>
    </SettingsGroup>
  );
}
