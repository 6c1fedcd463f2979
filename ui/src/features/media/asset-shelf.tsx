import { FolderOpen, LayoutGrid, Plus } from "lucide-react";
import { type ClipboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";
import { Menu, MenuItem } from "@/components/menu";
import type { Asset, AssetKind } from "@/ipc/client";
import { bringIn, filesOf, kindWords, pickAssets } from "./intake";
import { KIND_ICONS } from "./kind-icons";
import { LibraryPicker } from "./library-picker";
import { ShelfItem } from "./shelf-item";
import { useAssetDrop } from "./use-asset-drop";

interface AssetShelfProps {
  label: string;
  help?: string | null;
  accepts: readonly AssetKind[];
  /** How many it holds at most. */
  most: number;
  required: boolean;
  assets: readonly Asset[];
  onChange: (assets: Asset[]) => void;
  /** Further lines of the menu that fills it. */
  more?: ReactNode;
  className?: string;
}

/** The assets after some came in: beside what is there, or in its place where only one fits. */
export function joined(before: readonly Asset[], added: readonly Asset[], most: number): Asset[] {
  const known = new Set(before.map(({ id }) => id));
  const fresh = added.filter(({ id }, index) => {
    const first = added.findIndex((other) => other.id === id) === index;
    return first && !known.has(id);
  });
  return most === 1
    ? fresh.slice(-1).length > 0
      ? fresh.slice(-1)
      : [...before]
    : [...before, ...fresh].slice(0, most);
}

/** A place that files and things of the library are put into: chosen, dropped or pasted. */
export function AssetShelf(props: AssetShelfProps) {
  const { label, help, accepts, most, required, assets, onChange, more, className } = props;
  const { t } = useTranslation("library");
  const id = useId();
  const [choosing, setChoosing] = useState(false);
  const add = (added: readonly Asset[]) => {
    if (added.length > 0) onChange(joined(assets, added, most));
  };
  const drop = useAssetDrop(accepts, add);
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    void bringIn(files, accepts).then(add);
  };
  const move = (index: number, by: 1 | -1) => {
    const next = [...assets];
    const [taken] = next.splice(index, 1);
    if (taken) next.splice(index + by, 0, taken);
    onChange(next);
  };
  const Icon = KIND_ICONS[accepts[0] ?? "image"];
  const full = assets.length >= most;
  const hint = [help, t("shelf.accepts", { kinds: kindWords(accepts) })].filter(Boolean).join(" ");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every web view
    <div
      role="group"
      aria-labelledby={id}
      title={hint}
      onPaste={paste}
      {...drop.handlers}
      className={cn(
        "flex min-w-0 flex-col gap-1.5 rounded-lg transition-colors",
        drop.over && "bg-accent-soft outline-2 outline-offset-2 outline-accent-text",
        className,
      )}
    >
      <div className="flex min-w-0 items-baseline gap-2">
        <span id={id} className="truncate text-xs font-medium">
          {label}
        </span>
        {!required && <span className="text-xs text-muted">{t("shelf.optional")}</span>}
        {most > 1 && (
          <span className="text-xs text-muted tabular-nums">
            {t("shelf.count", { count: assets.length, most })}
          </span>
        )}
      </div>
      <div className="flex min-w-0 flex-wrap gap-2">
        {assets.map((asset, index) => (
          <ShelfItem
            key={asset.id}
            asset={asset}
            onRemove={() => onChange(assets.filter((other) => other.id !== asset.id))}
            onEarlier={index > 0 ? () => move(index, -1) : undefined}
            onLater={index < assets.length - 1 ? () => move(index, 1) : undefined}
          />
        ))}
        {(!full || most === 1) && (
          <Menu
            trigger={
              assets.length === 0 ? (
                <button
                  type="button"
                  aria-label={t("shelf.add", { label })}
                  className="flex h-14 min-w-32 items-center gap-2 rounded-lg border border-dashed border-control px-3 text-xs text-muted transition-colors hover:bg-hover hover:text-text data-popup-open:bg-pressed"
                >
                  <Icon aria-hidden size={16} strokeWidth={1.75} />
                  {t("shelf.addShort")}
                </button>
              ) : (
                <Button
                  variant="ghost"
                  icon={Plus}
                  aria-label={
                    most === 1 ? t("shelf.replace", { label }) : t("shelf.add", { label })
                  }
                  className="h-14 px-2"
                />
              )
            }
          >
            <MenuItem
              icon={FolderOpen}
              label={t("shelf.file")}
              onSelect={() => void pickAssets(accepts).then(add)}
            />
            <MenuItem
              icon={LayoutGrid}
              label={t("shelf.library")}
              onSelect={() => setChoosing(true)}
            />
            {more}
          </Menu>
        )}
      </div>
      {choosing && (
        <LibraryPicker
          title={label}
          kinds={accepts}
          most={most === 1 ? 1 : most - assets.length}
          onClose={() => setChoosing(false)}
          onChoose={add}
        />
      )}
    </div>
  );
}
