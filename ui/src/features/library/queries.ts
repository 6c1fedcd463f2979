import { queryOptions } from "@tanstack/react-query";
import { type AssetKind, api } from "@/ipc/client";

const KINDS: readonly AssetKind[] = ["image", "video", "audio", "document"];

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
