import {
  type AssetId,
  type Exported,
  type ExportProgress,
  type ExportShape,
  exportAssets,
  toProblem,
} from "@/ipc/client";
import { i18n } from "@/messages";
import { usePreferences } from "@/state/preferences";
import { toast } from "@/state/toasts";

const NAMED = 3;
const t = i18n.getFixedT(null, "exporting");

/** What a person should know beside that it is done. */
export function notesOf({ missing, untold }: Exported): string | undefined {
  const notes = [
    missing.length > 0 &&
      t("missing", {
        count: missing.length,
        names: missing.slice(0, NAMED).join(", ") + (missing.length > NAMED ? "…" : ""),
      }),
    untold > 0 && t("untold", { count: untold }),
  ].filter((note) => note !== false);
  return notes.length > 0 ? notes.join(" ") : undefined;
}

/**
 * Asks where to, writes things there and tells what came of it, whether or not the dialog is still
 * open. True unless the person changed their mind about where.
 */
export async function runExport(
  ids: readonly AssetId[],
  shape: ExportShape,
  onProgress: (progress: ExportProgress) => void,
): Promise<boolean> {
  const { export_how_made: included } = usePreferences.getState();
  try {
    const exported = await exportAssets(ids, shape, included ? "include" : "remove", onProgress);
    if (!exported) return false;
    const notes = notesOf(exported);
    toast.show({
      title: t("done", { count: exported.written }),
      description: [exported.target, notes].filter(Boolean).join("\n"),
      tone: exported.missing.length > 0 ? "warning" : "positive",
    });
  } catch (cause) {
    if (toProblem(cause).code !== "cancelled") toast.showProblem(cause);
    else {
      const kept = shape === "files" ? t("stoppedFiles") : undefined;
      toast.show({ title: t("stopped"), description: kept });
    }
  }
  return true;
}
