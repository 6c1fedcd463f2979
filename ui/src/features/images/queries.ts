import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type GenerateImages } from "@/ipc/client";

const RUNS_PER_PAGE = 20;

/** Runs that made pictures, newest first. What is in the library changes what they show. */
export const imageRunsQuery = infiniteQueryOptions({
  queryKey: ["generations", "image"],
  queryFn: ({ pageParam }) =>
    api.listGenerations("image", { cursor: pageParam, limit: RUNS_PER_PAGE }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  meta: { tags: ["assets"] },
});

/** What a request is expected to cost; the last answer stands until the next is there. */
export const estimateQuery = (request: GenerateImages | null) =>
  queryOptions({
    queryKey: ["models", "estimate", request],
    queryFn: () => (request ? api.estimateImages(request) : null),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
