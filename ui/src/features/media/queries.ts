import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type AssetFilter, type AssetId, api } from "@/ipc/client";

/** One asset with what made it. */
export const assetQuery = (id: AssetId) =>
  queryOptions({
    queryKey: ["assets", "detail", id],
    queryFn: () => api.getAsset(id),
    meta: { tags: ["generations"] },
  });

const ITEMS_PER_PAGE = 100;

/** The library, newest first, as far as it was scrolled to. */
export const assetsQuery = (filter: AssetFilter) =>
  infiniteQueryOptions({
    queryKey: ["assets", "list", filter],
    queryFn: ({ pageParam }) =>
      api.listAssets(filter, { cursor: pageParam, limit: ITEMS_PER_PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    meta: { tags: ["generations"] },
  });
