import { queryOptions } from "@tanstack/react-query";
import { EVERY_KIND } from "@/features/media/kinds";
import { type AssetId, api } from "@/ipc/client";

/** The kinds of things there are, for the filter: one item of each is asked for. */
export const kindsQuery = queryOptions({
  queryKey: ["assets", "kinds"],
  queryFn: async () => {
    const found = await Promise.all(
      EVERY_KIND.map((kind) => api.listAssets({ kinds: [kind] }, { cursor: null, limit: 1 })),
    );
    return EVERY_KIND.filter((_, index) => (found[index]?.items.length ?? 0) > 0);
  },
});

// What is deleted is not counted, so these follow the library too.
const meta = { tags: ["assets"] };

export const tagsQuery = queryOptions({
  queryKey: ["marks", "tags"],
  queryFn: () => api.listTags(),
  meta,
});

export const collectionsQuery = queryOptions({
  queryKey: ["marks", "collections"],
  queryFn: () => api.listCollections(),
  meta,
});

export const currentProjectQuery = queryOptions({
  queryKey: ["marks", "current-project"],
  queryFn: () => api.currentProject(),
});

export const libraryModelsQuery = queryOptions({
  queryKey: ["generations", "library-models"],
  queryFn: () => api.libraryModels(),
});

/** What is noted about several things, as far as they have it in common. */
export const marksQuery = (ids: readonly AssetId[]) =>
  queryOptions({
    queryKey: ["marks", "of", ids],
    queryFn: () => api.assetMarks([...ids]),
    meta,
  });

/** Where something is used. */
export const usedInQuery = (id: AssetId) =>
  queryOptions({
    queryKey: ["marks", "used-in", id],
    queryFn: () => api.usedIn([id]),
    meta: { tags: ["assets", "messages", "generations", "conversations"] },
  });

/** Where something came from and what came of it. */
export const provenanceQuery = (id: AssetId) =>
  queryOptions({
    queryKey: ["assets", "provenance", id],
    queryFn: () => api.provenance(id),
    meta: { tags: ["generations", "messages"] },
  });
