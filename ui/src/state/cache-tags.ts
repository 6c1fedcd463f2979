import type { Query, QueryClient } from "@tanstack/react-query";
import type { CacheTag } from "@/ipc/client";

function tagsOf(query: Query): readonly unknown[] {
  const declared = query.meta?.tags;
  return Array.isArray(declared) ? [query.queryKey[0], ...declared] : [query.queryKey[0]];
}

/**
 * Makes the answers of these groups stale. A query belongs to the group that its key starts with,
 * and to those that its `meta.tags` names.
 */
export function invalidateTags(client: QueryClient, tags: readonly CacheTag[]): Promise<void> {
  const stale = new Set<unknown>(tags);
  return client.invalidateQueries({
    predicate: (query) => tagsOf(query).some((tag) => stale.has(tag)),
  });
}
