import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { assetQuery } from "@/features/media/queries";
import type { Asset, AssetKind, Model } from "@/ipc/client";
import { getDraft, useDraft } from "@/state/drafts";

const MOST = 20;

/** What can go with a message at all; whether a model reads it is another matter. */
export const ATTACHABLE: readonly AssetKind[] = ["image", "document"];

/** What was kept; text that is no list of ids counts as nothing. */
export function readIds(text: string): string[] {
  try {
    const kept: unknown = text === "" ? [] : JSON.parse(text);
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** What the model cannot read of these; null where it reads all. */
export function unreadable(
  model: Model | null,
  assets: readonly Pick<Asset, "kind">[],
): "pictures" | "documents" | null {
  if (!model) return null;
  const { vision, pdf } = model.capabilities;
  if (!vision && assets.some(({ kind }) => kind === "image")) return "pictures";
  if (!pdf && assets.some(({ kind }) => kind === "document")) return "documents";
  return null;
}

/** The kinds that a model reads. */
export function readable(model: Model | null): AssetKind[] {
  return ATTACHABLE.filter((kind) => unreadable(model, [{ kind }]) === null);
}

export interface Attachments {
  assets: Asset[];
  add: (assets: readonly Asset[]) => void;
  remove: (id: string) => void;
}

/** What goes with the message being written, kept with its draft. */
export function useAttachments(scope: string): Attachments {
  const [kept, keep] = useDraft(scope);
  const ids = useMemo(() => readIds(kept), [kept]);
  const queries = useQueries({ queries: ids.map((id) => assetQuery(id)) });
  const assets = queries.flatMap(({ data }) =>
    data && data.asset.deleted_at === null ? [data.asset] : [],
  );
  // What is attached now may be more than was drawn: files arrive when they were read.
  const now = () => readIds(getDraft(scope));
  const write = (next: readonly string[]) => keep(next.length === 0 ? "" : JSON.stringify(next));
  return {
    assets,
    add: (added) => {
      write([...new Set([...now(), ...added.map(({ id }) => id)])].slice(0, MOST));
    },
    remove: (id) => write(now().filter((other) => other !== id)),
  };
}
