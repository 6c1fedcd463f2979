import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Making } from "@/features/generation/making";
import { api, type Generate } from "@/ipc/client";

const RUNS_PER_PAGE = 20;

/** Runs that made one kind of thing, newest first. What is in the library changes what they show. */
export const runsQuery = (making: Making) =>
  infiniteQueryOptions({
    queryKey: ["generations", making],
    queryFn: ({ pageParam }) =>
      api.listGenerations(making, { cursor: pageParam, limit: RUNS_PER_PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    meta: { tags: ["assets"] },
  });

/** What a request is expected to cost; the last answer stands until the next is there. */
export const estimateQuery = (request: string | null) =>
  queryOptions({
    queryKey: ["models", "estimate", request],
    queryFn: () => (request === null ? null : api.estimate(JSON.parse(request) as Generate)),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
