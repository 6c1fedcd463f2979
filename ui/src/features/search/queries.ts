import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, type SearchFilter, StudioError } from "@/ipc/client";

/** Names this place to the core: a search of it ends the one before. */
const PLACE = "search-page";
const OF_EACH_KIND = 6;
const OF_ONE_KIND = 50;

/** What was found: the first few of each kind, or page by page where the filter names the kind. */
export const searchQuery = (text: string, filter: SearchFilter) =>
  infiniteQueryOptions({
    queryKey: ["search", text, filter],
    queryFn: async ({ pageParam }) => {
      const limit = filter.subject === null ? OF_EACH_KIND : OF_ONE_KIND;
      const found = await api.search(PLACE, text, filter, { cursor: pageParam, limit });
      if (found === null) throw superseded();
      return found;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ groups }) => (filter.subject === null ? null : groups[0]?.next),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });

/** The end of a search whose answer nobody waits for any more. */
function superseded(): StudioError {
  return new StudioError({
    code: "cancelled",
    message: "Another search took its place.",
    hint: null,
    retry_after_ms: null,
    details: null,
    trace: null,
  });
}
