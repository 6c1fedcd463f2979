import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import {
  type AssetId,
  api,
  type StockItemRef,
  type StockPage,
  type StockQuery,
} from "@/ipc/client";

const DAY_MS = 24 * 60 * 60_000;

/** What is looked for, and where; its pages follow one another. */
export type StockRequest = Omit<StockQuery, "page">;

/** The services that can be searched. */
export const stockServicesQuery = queryOptions({
  queryKey: ["stock", "services"],
  queryFn: () => api.stockServices(),
  meta: { tags: ["providers"] },
});

/** What a service has, as far as it was asked for. Kept for a day, since each page is a request. */
export const stockSearchQuery = (request: StockRequest) =>
  infiniteQueryOptions({
    queryKey: ["stock", "found", request.provider_id, request.search, request],
    queryFn: ({ pageParam }) => api.searchStock({ ...request, page: pageParam }),
    initialPageParam: 1,
    getNextPageParam: (page) => page.next_page,
    staleTime: DAY_MS,
    gcTime: DAY_MS,
  });

/** The small picture of something that was found. */
export const stockThumbnailQuery = (item: StockItemRef) =>
  queryOptions({
    queryKey: ["stock", "thumbnail", item],
    queryFn: () => api.stockThumbnail(item),
  });

/** What can be looked at before something is brought in. */
export const stockPreviewQuery = (item: StockItemRef) =>
  queryOptions({
    queryKey: ["stock", "preview", item],
    queryFn: () => api.stockPreview(item),
  });

/** Notes at everything that was found that this one is in the library now. */
export function markImported(client: QueryClient, item: StockItemRef, assetId: AssetId): void {
  client.setQueriesData<InfiniteData<StockPage, number>>(
    { queryKey: ["stock", "found", item.provider_id, item.search] },
    (found) =>
      found && {
        ...found,
        pages: found.pages.map((page) => ({
          ...page,
          items: page.items.map((each) =>
            each.id === item.id ? { ...each, imported: assetId } : each,
          ),
        })),
      },
  );
}
