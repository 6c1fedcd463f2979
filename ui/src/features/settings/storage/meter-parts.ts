import type { TFunction } from "i18next";
import { EVERY_KIND } from "@/features/media/kinds";
import type { StorageAmount, StorageUse } from "@/ipc/client";

export type Split = "kind" | "project";

export interface MeterPart {
  id: string;
  name: string;
  amount: StorageAmount;
}

const NOTHING: StorageAmount = { files: 0, bytes: 0 };

/** Every kind, so that what stands below keeps its place when the last thing of a kind goes. */
function everyKind(use: StorageUse): StorageUse["kinds"] {
  const held = new Set(use.kinds.map(({ kind }) => kind));
  const absent = EVERY_KIND.filter((kind) => !held.has(kind));
  return [...use.kinds, ...absent.map((kind) => ({ kind, amount: NOTHING }))];
}

/** The library's parts by kind or project, and then everything else that takes room. */
export function meterParts(use: StorageUse, split: Split, t: TFunction<"storage">): MeterPart[] {
  const library: MeterPart[] =
    split === "kind"
      ? everyKind(use).map(({ kind, amount }) => ({
          id: kind,
          name: t(`meter.kind.${kind}`),
          amount,
        }))
      : use.projects.map(({ id, name, amount }) => ({
          id: id ?? "none",
          name: name || t(id === null ? "meter.noProject" : "meter.namelessProject"),
          amount,
        }));
  const others = (["trash", "set_aside", "thumbnails", "database", "backups"] as const)
    // Few ever have something that cannot be shown.
    .filter((part) => part !== "set_aside" || use.set_aside.files > 0)
    .map((part) => ({ id: part, name: t(`meter.${part}`), amount: use[part] }));
  return [...library, ...others];
}
