import { FolderOpen, LayoutGrid, Paperclip } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { Menu, MenuItem } from "@/components/menu";
import { pickAssets } from "@/features/media/intake";
import { LibraryPicker } from "@/features/media/library-picker";
import type { Asset, AssetKind } from "@/ipc/client";

interface AttachButtonProps {
  /** What the chosen model reads. */
  kinds: readonly AssetKind[];
  onAttach: (assets: readonly Asset[]) => void;
}

const MOST_AT_ONCE = 10;

/** Adds pictures and documents to a message; says so where the model reads none. */
export function AttachButton({ kinds, onAttach }: AttachButtonProps) {
  const { t } = useTranslation("chat");
  const [choosing, setChoosing] = useState(false);
  const none = kinds.length === 0;
  const button = (
    <IconButton
      icon={Paperclip}
      label={t("attach.button")}
      disabledReason={none ? t("attach.readsNone") : undefined}
    />
  );
  if (none) return button;
  return (
    <>
      <Menu side="top" trigger={button}>
        <MenuItem
          icon={FolderOpen}
          label={t("attach.file")}
          onSelect={() => void pickAssets(kinds).then(onAttach)}
        />
        <MenuItem
          icon={LayoutGrid}
          label={t("attach.library")}
          onSelect={() => setChoosing(true)}
        />
      </Menu>
      {choosing && (
        <LibraryPicker
          title={t("attach.title")}
          kinds={kinds}
          most={MOST_AT_ONCE}
          onClose={() => setChoosing(false)}
          onChoose={onAttach}
        />
      )}
    </>
  );
}
