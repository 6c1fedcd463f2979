import { Copy, Expand, FolderOpen, RotateCcw, Save, Trash2, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MenuItem, MenuSeparator } from "@/components/menu";
import type { Asset } from "@/ipc/client";
import { copyPrompt, moveToTrash, restoreAssets, revealAsset, saveAssetAs } from "./asset-commands";
import { UseAsItems } from "./use-as-items";

interface AssetMenuProps {
  /** What it was opened on: one thing, or a selection. */
  assets: readonly Asset[];
  /** The prompt of the one thing, where it is at hand. */
  prompt?: string | null;
  onOpen: () => void;
  onUseSettings?: () => void;
  /** Lines of the place it was opened in, above what can be done anywhere. */
  extra?: ReactNode;
}

/** The lines of the context menu of one or more things. */
export function AssetMenu(props: AssetMenuProps) {
  const { assets, prompt, onOpen, onUseSettings, extra } = props;
  const { t } = useTranslation("library");
  const [only] = assets;
  if (!only) return null;
  const single = assets.length === 1;
  const inTrash = only.deleted_at !== null;
  return (
    <>
      {single && (
        <>
          <MenuItem icon={Expand} label={t("actions.open")} shortcut="enter" onSelect={onOpen} />
          {onUseSettings && (
            <MenuItem icon={RotateCcw} label={t("actions.useSettings")} onSelect={onUseSettings} />
          )}
          {prompt && (
            <MenuItem
              icon={Copy}
              label={t("actions.copyPrompt")}
              onSelect={() => void copyPrompt(prompt)}
            />
          )}
          {!inTrash && <UseAsItems asset={only} />}
          <MenuSeparator />
          <MenuItem
            icon={Save}
            label={t("actions.saveAs")}
            onSelect={() => void saveAssetAs(only.id)}
          />
          <MenuItem
            icon={FolderOpen}
            label={t("actions.reveal")}
            onSelect={() => void revealAsset(only.id)}
          />
          <MenuSeparator />
        </>
      )}
      {extra}
      {inTrash ? (
        <MenuItem
          icon={Undo2}
          label={t("actions.restore")}
          onSelect={() => void restoreAssets(assets)}
        />
      ) : (
        <MenuItem
          danger
          icon={Trash2}
          label={t("actions.trash")}
          shortcut="delete"
          onSelect={() => void moveToTrash(assets.map(({ id }) => id))}
        />
      )}
    </>
  );
}
