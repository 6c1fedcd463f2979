import { type Asset, type AssetKind, api, type Imported } from "@/ipc/client";
import { importFile } from "@/ipc/files";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";

const t = i18n.getFixedT(null, "library");

/** What came in and fits; what was refused or is of another kind is told. */
function taken(imported: readonly Imported[], kinds: readonly AssetKind[]): Asset[] {
  return imported.flatMap((each) => {
    if (each.outcome === "refused") {
      const { message, hint } = each.problem;
      toast.show({
        title: t("intake.refused", { name: each.name }),
        description: [message, hint].filter(Boolean).join(" "),
        tone: "danger",
      });
      return [];
    }
    if (kinds.length > 0 && !kinds.includes(each.asset.kind)) {
      toast.show({
        title: t("intake.wrongKind", { name: each.asset.title }),
        description: t("intake.takes", { kinds: kindWords(kinds) }),
        tone: "warning",
      });
      return [];
    }
    return [each.asset];
  });
}

/** `Images, sound`, for sentences. */
export function kindWords(kinds: readonly AssetKind[]): string {
  return kinds.map((kind) => t(`filter.${kind}`)).join(", ");
}

/** Asks for files and brings them into the library. */
export async function pickAssets(kinds: readonly AssetKind[]): Promise<Asset[]> {
  try {
    return taken(await api.pickFiles([...kinds]), kinds);
  } catch (cause) {
    toast.showProblem(cause);
    return [];
  }
}

/** Brings files that were pasted, dropped or drawn into the library. */
export async function bringIn(
  files: readonly File[],
  kinds: readonly AssetKind[],
): Promise<Asset[]> {
  const imported: Imported[] = [];
  for (const file of files) {
    try {
      imported.push(await importFile(file));
    } catch (cause) {
      toast.showProblem(cause);
    }
  }
  return taken(imported, kinds);
}

/** The files of a paste or a drop. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}
