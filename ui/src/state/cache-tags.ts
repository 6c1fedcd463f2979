import type { Query, QueryClient } from "@tanstack/react-query";
import type { CacheTag } from "@/ipc/client";

function tagsOf(query: Query): readonly unknown[] {
  const declared = query.meta?.tags;
  return Array.isArray(declared) ? [query.queryKey[0], ...declared] : [query.queryKey[0]];
}

/** Waits until a query is not being read any more. */
function settled(client: QueryClient, query: Query): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.getQueryCache().subscribe((event) => {
      if (event.query !== query) return;
      if (event.type !== "removed" && query.state.fetchStatus !== "idle") return;
      stop();
      resolve();
    });
  });
}

/**
 * Makes the answers of these groups stale. A query belongs to the group that its key starts with,
 * and to those that its `meta.tags` names. What is read for the first time right now is read once
 * more behind that: the answer to a question from before the change would else count as fresh.
 */
export async function invalidateTags(
  client: QueryClient,
  tags: readonly CacheTag[],
): Promise<void> {
  const stale = new Set<unknown>(tags);
  const predicate = (query: Query) => tagsOf(query).some((tag) => stale.has(tag));
  const isFirst = (query: Query) => query.state.data === undefined && predicate(query);
  const begun = client.getQueryCache().findAll({ fetchStatus: "fetching", predicate: isFirst });
  const again = begun.map(async (query) => {
    await settled(client, query);
    await client.refetchQueries({ queryKey: query.queryKey, exact: true });
  });
  await Promise.all([client.invalidateQueries({ predicate }), ...again]);
}
