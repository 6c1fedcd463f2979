import { type AssetId, api, type Flag } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";

/** Says what is thought of results; the ledger's next reading shows it. */
export async function judge(ids: readonly AssetId[], flag: Flag | null): Promise<void> {
  if (ids.length === 0) return;
  try {
    await api.changeAssets([...ids], { change: "flag", flag });
  } catch (cause) {
    toast.showProblem(cause);
  }
}

/** What an asset is called by its verdict, for those who do not see its mark. */
export function verdictWords(flag: Flag | null): string | null {
  const t = i18n.getFixedT(null, "batch");
  if (flag === "keep") return t("sheet.kept");
  return flag === "reject" ? t("sheet.rejected") : null;
}
