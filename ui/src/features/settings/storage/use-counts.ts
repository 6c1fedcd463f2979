import { useTranslation } from "react-i18next";
import type { LibraryCounts } from "@/ipc/client";

const PARTS = ["conversations", "messages", "assets", "generations"] as const;

/** Says how much of what there is, leaving out what there is none of. */
export function useCounts(): (counts: LibraryCounts) => string {
  const { t, i18n } = useTranslation("storage");
  const list = new Intl.ListFormat(i18n.language, { style: "short", type: "unit" });
  return (counts) => {
    const parts = PARTS.filter((part) => counts[part] > 0).map((part) =>
      t(`counts.${part}`, { count: counts[part] }),
    );
    return parts.length > 0 ? list.format(parts) : t("counts.nothing");
  };
}
