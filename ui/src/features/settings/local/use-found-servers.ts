import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type FoundServer } from "@/ipc/client";
import { toast } from "@/state/toasts";

const KEY = ["servers", "found"] as const;

/** Asks which servers run here; only while somebody looks, and anew each time. */
export const useFoundServers = () =>
  useQuery({ queryKey: KEY, queryFn: () => api.probeLocalServers(), staleTime: 0, gcTime: 0 });

/** Adds a server that was found, and reads which models it has. */
export function useAddFound(server: FoundServer) {
  const { t } = useTranslation("local");
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { manifest_id, name, base_url } = server;
      const provider = await api.addConnection({ manifest_id, name, address: base_url });
      client.setQueryData<FoundServer[]>(KEY, (found) =>
        found?.map((one) =>
          one.base_url === base_url && one.manifest_id === manifest_id
            ? { ...one, provider_id: provider.id }
            : one,
        ),
      );
      // It is there now, whatever its list says: a list that fails is told and can be asked again.
      const count = await api.refreshModels(provider.id).catch((cause: unknown) => {
        toast.showProblem(cause);
        return null;
      });
      return { name: provider.name, count };
    },
    onSuccess: ({ name, count }) =>
      toast.show({
        title: count === null ? t("find.added", { name }) : t("find.addedWith", { name, count }),
        tone: "positive",
      }),
  });
}
