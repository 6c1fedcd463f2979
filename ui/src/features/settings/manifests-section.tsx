import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FolderOpen, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { InlineCode } from "@/components/inline-code";
import { Skeleton } from "@/components/skeleton";
import { api, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { ManifestRow } from "./manifest-row";
import { userManifestsQuery } from "./queries";
import { SettingsGroup } from "./settings-group";

/** Services that the user described: each file, and what is wrong with it. */
export function ManifestsSection() {
  const { t } = useTranslation("local");
  const client = useQueryClient();
  const { data: manifests, error, refetch } = useQuery(userManifestsQuery);
  const reload = useMutation({
    mutationFn: () => api.reloadManifests(),
    onSuccess: (found) => {
      client.setQueryData(userManifestsQuery.queryKey, found);
      const wrong = found.filter(({ problem }) => problem !== null).length;
      toast.show(
        wrong > 0
          ? { title: t("manifests.someWrong", { count: wrong }), tone: "warning" }
          : { title: t("manifests.reloaded", { count: found.length }), tone: "positive" },
      );
    },
    onError: toast.showProblem,
  });
  return (
    <div className="max-w-2xl">
      <SettingsGroup title={t("manifests.title")}>
        <p className="text-sm text-muted">{t("manifests.text")}</p>
        <div className="flex flex-wrap gap-2">
          <Button
            icon={FolderOpen}
            onClick={() => api.revealManifestsFolder().catch(toast.showProblem)}
          >
            {t("manifests.open")}
          </Button>
          <Button icon={RefreshCw} loading={reload.isPending} onClick={() => reload.mutate()}>
            {t("manifests.reload")}
          </Button>
        </div>
        {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
        {!manifests && !error && <Skeleton className="h-20" />}
        {manifests?.length === 0 && (
          <div className="rounded-lg bg-sunken p-4">
            <p className="font-medium">{t("manifests.emptyTitle")}</p>
            <p className="mt-0.5 text-sm text-muted">{t("manifests.emptyText")}</p>
          </div>
        )}
        <ul
          aria-label={t("manifests.list")}
          className="flex flex-col divide-y divide-line empty:hidden"
        >
          {manifests?.map((manifest) => (
            <ManifestRow key={manifest.file} manifest={manifest} />
          ))}
        </ul>
      </SettingsGroup>
      <SettingsGroup title={t("manifests.guideTitle")}>
        <p className="selectable text-sm text-muted">
          <InlineCode text={t("manifests.guideText")} />
        </p>
      </SettingsGroup>
    </div>
  );
}
