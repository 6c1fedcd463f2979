import { ExportDialog } from "./export-dialog";
import { exportDialog, useExportDialog } from "./export-dialog-state";

/** Where the export that a menu asked for is shown. */
export function ExportOutlet() {
  const assets = useExportDialog((state) => state.assets);
  if (!assets) return null;
  return <ExportDialog assets={assets} onClose={exportDialog.close} />;
}
