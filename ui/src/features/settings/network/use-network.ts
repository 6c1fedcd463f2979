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
      if (password !== undefined) await api.setProxyPassword(password);
      await api.setNetworkSettings(settings);
    },
    onSuccess: () => toast.show({ title: t("network.saved"), tone: "positive" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["settings", "network"] }),
  });
}
