import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/skeleton";
import { TextField } from "@/components/text-field";
import { useSettled } from "@/features/generation/use-settled";
import { type Asset, type AssetKind, toProblem } from "@/ipc/client";
import { PickerTile } from "./picker-tile";
import { assetsQuery } from "./queries";

interface LibraryPickerProps {
  /** What the things are for. */
  title: string;
  kinds: readonly AssetKind[];
  most: number;
  onClose: () => void;
  onChoose: (assets: Asset[]) => void;
}

const SEARCH_DELAY_MS = 200;
const COLUMNS = 4;
const ROW = 148;
const NONE: Asset[] = [];

/** Chooses things of the library for a place that takes some. */
export function LibraryPicker({ title, kinds, most, onClose, onChoose }: LibraryPickerProps) {
  const { t } = useTranslation(["library", "shell"]);
  const [kind, setKind] = useState<AssetKind>(kinds[0] ?? "image");
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<readonly Asset[]>([]);
  const words = useSettled(search.trim(), SEARCH_DELAY_MS);
  // Kept as state, since the tiles inside are there before it and must be drawn once it is.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const query = useInfiniteQuery(
    assetsQuery({ kinds: [kind], search: words === "" ? null : words }),
  );
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? NONE, [pages]);

  const finish = (assets: readonly Asset[]) => {
    onChoose([...assets]);
    onClose();
  };
  const press = (asset: Asset) => {
    if (most === 1) return finish([asset]);
    const taken = chosen.some(({ id }) => id === asset.id);
    if (taken) setChosen(chosen.filter(({ id }) => id !== asset.id));
    else if (chosen.length < most) setChosen([...chosen, asset]);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("library:picker.title", { label: title })}
      className="h-[min(38rem,calc(100dvh-2rem))] w-[min(42rem,calc(100vw-2rem))]"
      footer={
        most > 1 && (
          <>
            <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
            <Button
              variant="primary"
              disabledReason={chosen.length === 0 ? t("library:picker.none") : undefined}
              onClick={() => finish(chosen)}
            >
              {t("library:picker.use", { count: chosen.length })}
            </Button>
          </>
        )
      }
    >
      <div className="flex h-full min-h-0 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <TextField
            label={t("library:search")}
            hideLabel
            placeholder={t("library:search")}
            type="search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
            className="min-w-48 flex-1"
          />
          {kinds.length > 1 && (
            <Segmented
              hideLabel
              label={t("library:filter.label")}
              value={kind}
              onChange={setKind}
              options={kinds.map((value) => ({ value, label: t(`library:filter.${value}`) }))}
            />
          )}
        </div>
        <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto rounded-lg bg-sunken p-2">
          {query.isPending && <Skeleton className="h-32 rounded-lg" />}
          {query.isError && (
            <ErrorCard compact problem={toProblem(query.error)} onRetry={() => query.refetch()} />
          )}
          {query.isSuccess && items.length === 0 && (
            <p className="py-12 text-center text-sm text-muted">
              {words === "" ? t("library:picker.empty") : t("library:empty.noMatchTitle")}
            </p>
          )}
          {items.length > 0 && (
            <Tiles
              items={items}
              chosen={chosen}
              scroller={scroller}
              onPress={press}
              onNearEnd={
                query.hasNextPage && !query.isFetching
                  ? () => void query.fetchNextPage()
                  : undefined
              }
            />
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface TilesProps {
  items: readonly Asset[];
  chosen: readonly Asset[];
  scroller: HTMLDivElement | null;
  onPress: (asset: Asset) => void;
  onNearEnd?: () => void;
}

function Tiles({ items, chosen, scroller, onPress, onNearEnd }: TilesProps) {
  const count = Math.ceil(items.length / COLUMNS);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => ROW,
    overscan: 2,
  });
  const rows = virtual.getVirtualItems();
  const near = (rows.at(-1)?.index ?? 0) >= count - 2;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once whenever the end comes near
  useEffect(() => {
    if (near) onNearEnd?.();
  }, [near, items.length, onNearEnd !== undefined]);
  return (
    <div style={{ height: virtual.getTotalSize() }} className="relative">
      {rows.map((row) => (
        <div
          key={row.key}
          style={{ transform: `translateY(${row.start}px)`, height: ROW - 8 }}
          className="absolute inset-x-0 top-0 grid grid-cols-4 gap-2"
        >
          {items.slice(row.index * COLUMNS, (row.index + 1) * COLUMNS).map((asset) => (
            <PickerTile
              key={asset.id}
              asset={asset}
              chosen={chosen.some(({ id }) => id === asset.id)}
              onPress={() => onPress(asset)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
