import { Ellipsis, type LucideIcon, Pencil, Trash2 } from "lucide-react";
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { IconButton } from "@/components/icon-button";
import { ContextMenu, Menu, MenuItem } from "@/components/menu";
import type { AssetId } from "@/ipc/client";
import { carriedItems, carriesItems } from "./drag-items";

interface PlaceRowProps {
  icon: LucideIcon;
  name: string;
  count?: number;
  /** A word behind the name, such as that it is the current one. */
  note?: string;
  shown: boolean;
  onShow: () => void;
  /** What can be done with it; absent for what is always there. */
  own?: { rename: () => void; remove: () => void; more?: ReactNode };
  /** Takes what is dropped on it. */
  onDrop?: (ids: AssetId[]) => void;
}

/** A part of the library to show. */
export function PlaceRow(props: PlaceRowProps) {
  const { icon: Icon, name, count, note, shown, onShow, own, onDrop } = props;
  const { t } = useTranslation("library");
  const [over, setOver] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const press = (event: KeyboardEvent) => {
    if (!own) return;
    if (event.key === "F2") own.rename();
    else if (event.key === "Delete") own.remove();
    else return;
    event.preventDefault();
  };
  const drop = onDrop && {
    onDragOver: (event: DragEvent) => {
      if (!carriesItems(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!carriesItems(event)) return;
      event.preventDefault();
      onDrop(carriedItems(event));
    },
  };
  const row = (
    <div className="group relative" {...drop}>
      <button
        type="button"
        data-roving
        aria-current={shown ? "true" : undefined}
        title={name}
        onClick={onShow}
        onKeyDown={press}
        className={cn(
          "ring-inside flex h-8 w-full min-w-0 items-center gap-2 rounded-md px-2 text-left text-sm transition-colors hover:bg-hover",
          own && "pr-9",
          shown && "bg-selected font-medium",
          over && "bg-accent-soft",
        )}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {name}
        </span>
        {note && <span className="shrink-0 text-xs text-accent-text">{note}</span>}
        {count !== undefined && (
          <span className="shrink-0 text-xs text-muted tabular-nums">{count}</span>
        )}
      </button>
      {own && (
        <Menu
          align="end"
          open={menuOpen}
          onOpenChange={setMenuOpen}
          trigger={
            <IconButton
              size="sm"
              icon={Ellipsis}
              label={t("places.more", { name })}
              // The menu key and the row's own keys do the same from the keyboard.
              tabIndex={-1}
              className={cn(
                "absolute top-0.5 right-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100",
                menuOpen && "opacity-100",
              )}
            />
          }
        >
          <OwnItems own={own} />
        </Menu>
      )}
    </div>
  );
  return own ? <ContextMenu items={<OwnItems own={own} />}>{row}</ContextMenu> : row;
}

function OwnItems({ own }: { own: NonNullable<PlaceRowProps["own"]> }) {
  const { t } = useTranslation("library");
  return (
    <>
      {own.more}
      <MenuItem icon={Pencil} label={t("places.rename")} shortcut="f2" onSelect={own.rename} />
      <MenuItem
        danger
        icon={Trash2}
        label={t("places.delete")}
        shortcut="delete"
        onSelect={own.remove}
      />
    </>
  );
}
