import { Trash2, Undo2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { ExportButton } from "@/features/export/export-button";
import { moveToTrash, restoreAssets } from "@/features/media/asset-commands";
import type { Asset } from "@/ipc/client";

interface SelectionBarProps {
  selected: readonly Asset[];
  trash: boolean;
  onClear: () => void;
}

/** What can be done with several things at once. */
export function SelectionBar({ selected, trash, onClear }: SelectionBarProps) {
  const { t } = useTranslation("library");
  return (
    <div
      role="toolbar"
      aria-label={t("selection.bar")}
      className="absolute bottom-4 left-1/2 flex -translate-x-1/2 items-center gap-2 rounded-lg bg-floating py-1.5 pr-1.5 pl-4 shadow-float"
    >
      <span role="status" className="pr-2 text-sm whitespace-nowrap tabular-nums">
        {t("selection.count", { count: selected.length })}
      </span>
      <ExportButton assets={selected} />
      {trash ? (
        <Button icon={Undo2} onClick={() => void restoreAssets(selected)}>
          {t("actions.restore")}
        </Button>
      ) : (
        <Button icon={Trash2} onClick={() => void moveToTrash(selected.map(({ id }) => id))}>
          {t("actions.trash")}
        </Button>
      )}
      <IconButton label={t("selection.clear")} shortcut="escape" icon={X} onClick={onClear} />
    </div>
  );
}
