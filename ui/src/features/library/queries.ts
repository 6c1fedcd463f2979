import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type AssetFilter, type AssetKind, api } from "@/ipc/client";

const ITEMS_PER_PAGE = 100;

const KINDS: readonly AssetKind[] = ["image", "video", "audio"];

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

/** The kinds of things there are, for the filter: one item of each is asked for. */
export const kindsQuery = queryOptions({
  queryKey: ["assets", "kinds"],
  queryFn: async () => {
    const found = await Promise.all(
      KINDS.map((kind) =>
        api.listAssets({ kind, search: null, trash: false }, { cursor: null, limit: 1 }),
      ),
    );
    return KINDS.filter((_, index) => (found[index]?.items.length ?? 0) > 0);
  },
});
