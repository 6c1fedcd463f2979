import { skipToken, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { StockItem } from "@/ipc/client";
import { withoutRepeats } from "./found-list";
import { type StockRequest, stockSearchQuery } from "./queries";

const NOWHERE: StockRequest = { provider_id: "", search: "", words: "", params: {} };

/** What a service has for a request, page after page; nothing is asked without one. */
export function useFound(request: StockRequest | null) {
  const options = stockSearchQuery(request ?? NOWHERE);
  const query = useInfiniteQuery({
    ...options,
    queryFn: request === null ? skipToken : options.queryFn,
  });
  const pages = query.data?.pages;
  const items = useMemo<StockItem[]>(() => (pages ? withoutRepeats(pages) : []), [pages]);
  return { query, items, total: pages?.[0]?.total ?? null };
}

export type FoundQuery = ReturnType<typeof useFound>["query"];
