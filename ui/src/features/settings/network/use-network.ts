import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type NetworkSettings } from "@/ipc/client";
import { toast } from "@/state/toasts";

/** Keeps how requests leave, and says that it did. */
export function useKeepNetwork() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      settings,
      password,
    }: {
      settings: NetworkSettings;
      password?: string;
    }) => {
      // The password belongs to the proxy that is set, so that one must be kept first.
      await api.setNetworkSettings(settings);
      if (password !== undefined) await api.setProxyPassword(password);
    },
    onSuccess: () => toast.show({ title: t("network.saved"), tone: "positive" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["settings", "network"] }),
  });
}
