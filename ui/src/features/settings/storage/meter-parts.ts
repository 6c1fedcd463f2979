import type { TFunction } from "i18next";
import type { StorageAmount, StorageUse } from "@/ipc/client";

export type Split = "kind" | "project";

export interface MeterPart {
  id: string;
  name: string;
  amount: StorageAmount;
}

/** The library's parts by kind or project, and then everything else that takes room. */
export function meterParts(use: StorageUse, split: Split, t: TFunction<"storage">): MeterPart[] {
  const library: MeterPart[] =
    split === "kind"
      ? use.kinds.map(({ kind, amount }) => ({ id: kind, name: t(`meter.kind.${kind}`), amount }))
      : use.projects.map(({ id, name, amount }) => ({
          id: id ?? "none",
          name: name || t(id === null ? "meter.noProject" : "meter.namelessProject"),
          amount,
        }));
  const others = (["trash", "thumbnails", "database", "backups"] as const).map((part) => ({
    id: part,
    name: t(`meter.${part}`),
    amount: use[part],
  }));
  return [...library, ...others];
}
