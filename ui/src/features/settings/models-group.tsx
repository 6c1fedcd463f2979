import { useMutation } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { api, type Provider, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SettingsGroup } from "./settings-group";

/** How many models a provider has, and the way to ask it anew. */
export function ModelsGroup({ provider }: { provider: Provider }) {
  const { t } = useTranslation("settings");
  const refresh = useMutation({
    mutationFn: () => api.refreshModels(provider.id),
    onSuccess: (count) =>
      toast.show({ title: t("providers.refreshed", { count }), tone: "positive" }),
  });
  const needsKey = provider.key.status === "missing" && provider.key.required;
  return (
    <SettingsGroup title={t("providers.models")}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-muted">
          {t("providers.modelCount", { count: provider.model_count })}
        </p>
        {provider.lists_models && (
          <Button
            icon={RefreshCw}
            loading={refresh.isPending}
            disabledReason={needsKey ? t("providers.state.keyMissing") : undefined}
            onClick={() => refresh.mutate()}
          >
            {t("providers.refresh")}
          </Button>
        )}
      </div>
      {refresh.error && (
        <ErrorCard
          problem={toProblem(refresh.error)}
          onRetry={() => refresh.mutate()}
          omit={["provider"]}
          compact
        />
      )}
    </SettingsGroup>
  );
}
