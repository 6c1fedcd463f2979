import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { formatBytes } from "@/features/media/format";
import { api, type LocalModel, type Provider, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SettingsGroup } from "../settings-group";
import { DeleteModelDialog } from "./delete-model-dialog";
import { LocalModelRow } from "./local-model-row";
import { PullForm } from "./pull-form";
import { PullRow } from "./pull-row";
import { pulls, usePulls } from "./pulls";

const localModelsQuery = (id: string) => ({
  queryKey: ["models", "local", id],
  queryFn: () => api.listLocalModels(id),
  meta: { tags: ["providers"] },
  // Models also come and go by the server's own program.
  staleTime: 0,
});

/** The models that a server keeps on its disk: what is there, fetch another, delete one. */
export function LocalModelsGroup({ provider }: { provider: Provider }) {
  const { t } = useTranslation("local");
  const { data: models, error, isFetching, refetch } = useQuery(localModelsQuery(provider.id));
  const every = usePulls((state) => state.pulls);
  const running = every.filter(({ providerId }) => providerId === provider.id);
  const [doomed, setDoomed] = useState<LocalModel | null>(null);
  useEffect(() => {
    pulls.attach(provider.id).catch(toast.showProblem);
  }, [provider.id]);
  const size = formatBytes((models ?? []).reduce((sum, { byte_size }) => sum + byte_size, 0));
  return (
    <SettingsGroup
      title={t("models.title")}
      aside={
        models &&
        models.length > 0 && (
          <span className="text-xs text-muted tabular-nums">
            {t("models.total", { count: models.length, size })}
          </span>
        )
      }
    >
      {running.length > 0 && (
        <ul aria-label={t("pull.list")} className="flex flex-col gap-3 rounded-lg bg-sunken p-3">
          {running.map((pull) => (
            <PullRow key={pull.model} pull={pull} />
          ))}
        </ul>
      )}
      {error && !isFetching && (
        <ErrorCard
          compact
          problem={toProblem(error)}
          omit={["provider"]}
          onRetry={() => void refetch()}
        />
      )}
      {!models && isFetching && (
        <div role="status" aria-label={t("models.loading")} className="flex flex-col gap-2">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </div>
      )}
      {models && models.length === 0 && <p className="text-sm text-muted">{t("models.empty")}</p>}
      <ul aria-label={t("models.list")} className="flex flex-col divide-y divide-line empty:hidden">
        {models?.map((model) => (
          <LocalModelRow key={model.id} model={model} onDelete={() => setDoomed(model)} />
        ))}
      </ul>
      {(models || running.length > 0) && <PullForm providerId={provider.id} running={running} />}
      {doomed && (
        <DeleteModelDialog
          providerId={provider.id}
          model={doomed}
          onClose={() => setDoomed(null)}
        />
      )}
    </SettingsGroup>
  );
}
