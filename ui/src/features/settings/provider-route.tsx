import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { api, type Provider, toProblem } from "@/ipc/client";
import { RouteOutcome } from "./network/route-outcome";
import { SettingsGroup } from "./settings-group";

/** Tries the way to a provider; no key is sent on it. */
export function ProviderRoute({ provider }: { provider: Provider }) {
  const { t } = useTranslation("settings");
  const test = useMutation({
    mutationFn: () => api.testRoute({ kind: "provider", provider_id: provider.id }),
  });
  return (
    <SettingsGroup
      title={t("route.title")}
      aside={
        <Button loading={test.isPending} onClick={() => test.mutate()}>
          {t("route.test")}
        </Button>
      }
    >
      {test.error && <ErrorCard compact problem={toProblem(test.error)} omit={["provider"]} />}
      {test.data && <RouteOutcome test={test.data} />}
    </SettingsGroup>
  );
}
