import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type BatchId, type GenerateBatch } from "@/ipc/client";

/** A batch with all that it asked for. */
export const batchQuery = (id: BatchId) =>
  queryOptions({
    queryKey: ["generations", "batch", id],
    queryFn: () => api.getBatch(id),
    meta: { tags: ["assets", "marks"] },
  });

/** What a batch would come to; the last answer stands until the next is there. */
export const batchEstimateQuery = (request: string | null) =>
  queryOptions({
    queryKey: ["models", "estimate-batch", request],
    queryFn: () =>
      request === null ? null : api.estimateBatch(JSON.parse(request) as GenerateBatch),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
