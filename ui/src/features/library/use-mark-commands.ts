import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  type Asset,
  type AssetChange,
  type AssetId,
  api,
  type Change,
  type CollectionId,
  type Page,
} from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";

const t = i18n.getFixedT(null, "library");

/** Shows stars and verdicts in the lists at once, which are not read again for them. */
function patch(client: QueryClient, ids: ReadonlySet<AssetId>, change: AssetChange): void {
  if (change.change !== "rating" && change.change !== "flag") return;
  const patched = (asset: Asset): Asset =>
    !ids.has(asset.id)
      ? asset
      : change.change === "rating"
        ? { ...asset, rating: change.rating }
        : { ...asset, flag: change.flag };
  client.setQueriesData<InfiniteData<Page<Asset>>>({ queryKey: ["assets", "list"] }, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          pages: data.pages.map((page) =>
            page.items.some(({ id }) => ids.has(id))
              ? { ...page, items: page.items.map(patched) }
              : page,
          ),
        },
  );
}

function reread(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ["assets"] });
}

/** Tells what was done, with the way back. */
export function showUndo(client: QueryClient, title: string, change: Change): void {
  toast.show({
    title,
    action: {
      label: i18n.t("shell:control.undo"),
      run: async () => {
        await api.undoChange(change.id);
        await reread(client);
      },
    },
  });
}

/** One thing's stars are set right as quickly as they were set wrong; the rest is told. */
function isTold(change: AssetChange, count: number): boolean {
  return count > 1 || (count === 1 && /^(un)?collect$|^project$/.test(change.change));
}

export interface MarkCommands {
  /** Changes something about several things; true when that worked. */
  change: (ids: readonly AssetId[], change: AssetChange) => Promise<boolean>;
  /** Moves things within a collection. */
  arrange: (
    collection: CollectionId,
    ids: readonly AssetId[],
    before: AssetId | null,
  ) => Promise<void>;
}

/** What changes notes on things, each with its way back. */
export function useMarkCommands(): MarkCommands {
  const client = useQueryClient();
  return useMemo(
    () => ({
      change: async (ids, change) => {
        if (ids.length === 0) return false;
        patch(client, new Set(ids), change);
        try {
          const done = await api.changeAssets([...ids], change);
          if (isTold(change, done.count)) {
            showUndo(client, t(`marked.${change.change}`, { count: done.count }), done);
          }
          return true;
        } catch (cause) {
          toast.showProblem(cause);
          await reread(client);
          return false;
        }
      },
      arrange: async (collection, ids, before) => {
        try {
          await api.arrangeCollection(collection, [...ids], before);
        } catch (cause) {
          toast.showProblem(cause);
        }
      },
    }),
    [client],
  );
}
