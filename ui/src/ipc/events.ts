import { type CacheTag, events } from "./bindings";

/** Calls back with the groups of answers that became stale. The function returned stops it. */
export function onCacheInvalidated(callback: (tags: CacheTag[]) => void): () => void {
  const listening = events.cacheInvalidated.listen(({ payload }) => callback(payload.tags));
  return () => {
    void listening.then((stop) => stop());
  };
}
