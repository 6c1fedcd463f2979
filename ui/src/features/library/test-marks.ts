import type { Asset, AssetMarks, Shared, UsedIn } from "@/ipc/client";

export const unused: UsedIn = {
  conversations: [],
  generations: [],
  collections: [],
  more: false,
};

function shared<T>(values: readonly T[], none: T): Shared<T> {
  const first = values[0] ?? none;
  return values.every((value) => value === first)
    ? { shared: "same", value: first }
    : { shared: "mixed" };
}

/** What the core would answer about these. */
export function marksOf(assets: readonly Asset[]): AssetMarks {
  return {
    count: assets.length,
    title: shared(
      assets.map(({ title }) => title),
      "",
    ),
    rating: shared(
      assets.map(({ rating }) => rating),
      null,
    ),
    flag: shared(
      assets.map(({ flag }) => flag),
      null,
    ),
    notes: { shared: "same", value: null },
    project_id: { shared: "same", value: null },
    tags: [],
    collections: [],
  };
}
