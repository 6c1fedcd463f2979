import { queryOptions } from "@tanstack/react-query";
import { type AssetId, api } from "@/ipc/client";

/** One asset with what made it. */
export const assetQuery = (id: AssetId) =>
  queryOptions({
    queryKey: ["assets", "detail", id],
    queryFn: () => api.getAsset(id),
    meta: { tags: ["generations"] },
  });
