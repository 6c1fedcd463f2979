import { queryOptions } from "@tanstack/react-query";
import { api, type ProviderId } from "@/ipc/client";

/** The voices of a provider, as it told them in this session. */
export const voicesQuery = (providerId: ProviderId) =>
  queryOptions({
    queryKey: ["voices", providerId],
    queryFn: () => api.listVoices(providerId, false),
    meta: { tags: ["providers"] },
  });
