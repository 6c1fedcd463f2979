import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SwitchField } from "@/components/switch-field";
import { api, type Provider } from "@/ipc/client";
import { toast } from "@/state/toasts";

/** Whether a provider's models are offered; what was made with them stays either way. */
export function ProviderSwitch({ provider }: { provider: Provider }) {
  const { t } = useTranslation("settings");
  const set = useMutation({
    mutationFn: (enabled: boolean) => api.setProviderEnabled(provider.id, enabled),
    onError: toast.showProblem,
  });
  return (
    <SwitchField
      label={t("providers.enabled")}
      help={t("providers.enabledHelp")}
      value={set.isPending ? set.variables : provider.enabled}
      onChange={(enabled) => set.mutate(enabled)}
      className="mb-5"
    />
  );
}
