import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type AssetFilter, type AssetId, api, type CacheTag } from "@/ipc/client";

/** One asset with what made it. */
export const assetQuery = (id: AssetId) =>
  queryOptions({
    queryKey: ["assets", "detail", id],
    queryFn: () => api.getAsset(id),
    meta: { tags: ["generations"] },
  });

const ITEMS_PER_PAGE = 100;

/** What decides what is in the list, or where. */
function tagsOf({
  search,
  rating,
  flag,
  tags,
  collection_id,
  project_id,
}: AssetFilter): CacheTag[] {
  const marks = [rating, flag, tags?.[0], collection_id, project_id];
  return [
    "generations",
    ...(marks.some((mark) => mark != null) ? (["marks"] as const) : []),
    // What was just written is found once the index has read it.
    ...(search ? (["search"] as const) : []),
  ];
}

/** The library, newest first or in the order of a collection, as far as it was scrolled to. */
export const assetsQuery = (filter: AssetFilter) =>
  infiniteQueryOptions({
    queryKey: ["assets", "list", filter],
    queryFn: ({ pageParam }) =>
      api.listAssets(filter, { cursor: pageParam, limit: ITEMS_PER_PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    meta: { tags: tagsOf(filter) },
  });

/** Every project, and how much of the library is in each. */
export const projectsQuery = queryOptions({
  queryKey: ["marks", "projects"],
  queryFn: () => api.listProjects(),
  // What is deleted is not counted, so this follows the library too.
  meta: { tags: ["assets"] },
});
