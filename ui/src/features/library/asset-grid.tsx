import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from "react";
import { useTranslation } from "react-i18next";
import { isComposing, isMac } from "@/actions/shortcut";
import { ContextMenu } from "@/components/menu";
import { AssetMenu } from "@/features/media/asset-menu";
import { dragAsset } from "@/features/media/use-asset-drop";
import type { Asset, AssetChange, AssetId } from "@/ipc/client";
import { AssetCell, type CellCommands, cellOf } from "./asset-cell";
import { carriedItems, carriesItems, carryItems } from "./drag-items";
import { destination, typedDestination } from "./grid-keys";
import { justify, tileShape } from "./justify";
import { markOfKey, placeBeside } from "./mark-keys";
import { all, clicked, moved, NOTHING, only, toggled } from "./selection";
import type { SelectionState } from "./use-selection";
import { useWidth } from "./use-width";

interface AssetGridProps {
  items: readonly Asset[];
  state: SelectionState;
  /** What another part of the page shows now: the grid scrolls along. */
  shown: AssetId | null;
  onOpen: (id: AssetId) => void;
  /** Moves what is selected to the trash; absent where everything is in the trash already. */
  onTrash?: (ids: AssetId[]) => void;
  /** Notes something about what is selected; absent where nothing is noted. */
  onMark?: (ids: AssetId[], change: AssetChange) => void;
  /** Moves things to before another one or to the end; absent where the order is not one's own. */
  onArrange?: (ids: AssetId[], before: AssetId | null) => void;
  /** More lines for the context menu. */
  menu?: ReactNode;
  /** Whether more follows than was loaded, and what loads it; absent while that runs. */
  hasMore?: boolean;
  onNearEnd?: () => void;
}

const GAP = 8;
const TARGET = 184;
const TARGET_WIDE = 224;
const WIDE = 1400;
const PADDING = 16;
/** The next page is asked for when this few rows are left below. */
const AHEAD = 4;
const TYPING_MS = 700;

/** Everything in the library, in rows that keep each picture's shape. */
export function AssetGrid(props: AssetGridProps) {
  const { items, state, shown, onOpen, onTrash, onMark, onArrange, onNearEnd } = props;
  const { t } = useTranslation("library");
  const { selection, select, order, selected } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const layout = useMemo(
    () =>
      justify(
        items.map((asset) => tileShape(asset).ratio),
        width,
        width >= WIDE ? TARGET_WIDE : TARGET,
        GAP,
      ),
    [items, width],
  );
  const activeIndex = selection.active === null ? -1 : order.indexOf(selection.active);
  const activeRow = layout.rowOf[activeIndex];

  const virtual = useVirtualizer({
    count: layout.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => layout.rows[row]?.height ?? TARGET,
    gap: GAP,
    paddingStart: PADDING,
    paddingEnd: PADDING * 4,
    scrollPaddingStart: PADDING,
    scrollPaddingEnd: PADDING,
    overscan: 3,
    // The row with the focus stays, so that the focus is not lost while one scrolls.
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      if (activeRow === undefined || rows.includes(activeRow)) return rows;
      return [...rows, activeRow].sort((left, right) => left - right);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows have other heights
  useLayoutEffect(() => virtual.measure(), [layout]);

  const rows = virtual.getVirtualItems();
  const near =
    layout.rows.length > 0 && (virtual.range?.endIndex ?? 0) >= layout.rows.length - AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once whenever the end comes near
  useEffect(() => {
    if (near) onNearEnd?.();
  }, [near, items.length, onNearEnd !== undefined]);

  const shownRow = shown === null ? undefined : layout.rowOf[order.indexOf(shown)];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each thing that is shown
  useEffect(() => {
    if (shownRow !== undefined) virtual.scrollToIndex(shownRow, { align: "auto" });
  }, [shown, shownRow]);

  const focusPending = useRef(false);
  useEffect(() => {
    if (!focusPending.current || selection.active === null) return;
    const cell = cellOf(selection.active);
    if (!cell) return;
    focusPending.current = false;
    cell.focus({ preventScroll: true });
  });

  const typed = useRef({ text: "", at: 0 });
  const isTyping = (event: KeyboardEvent) => event.timeStamp - typed.current.at < TYPING_MS;
  const typeAhead = (event: KeyboardEvent): number | null => {
    const letter = event.key.length === 1 && event.key !== " ";
    if (!letter || event.ctrlKey || event.metaKey || event.altKey) return null;
    const text = (isTyping(event) ? typed.current.text : "") + event.key;
    typed.current = { text, at: event.timeStamp };
    return typedDestination(
      items.map(({ title }) => title),
      activeIndex,
      text,
    );
  };

  const go = (index: number, event: KeyboardEvent) => {
    const id = order[index];
    const row = layout.rowOf[index];
    if (id === undefined || row === undefined) return;
    focusPending.current = true;
    select(moved(selection, order, id, modifiersOf(event)));
    virtual.scrollToIndex(row, { align: "auto" });
  };

  /** What a command goes for: what is selected, else what has the focus. */
  const targets = (): Asset[] =>
    selected.length > 0 ? selected : items.filter(({ id }) => id === selection.active);

  /** Digits and two letters note something, unless they go on with a word that is being typed. */
  const mark = (event: KeyboardEvent): boolean => {
    const change = onMark && !isTyping(event) && !event.altKey && markOfKey(event, targets());
    if (!change) return false;
    focusPending.current = true;
    onMark(
      targets().map(({ id }) => id),
      change,
    );
    return true;
  };

  const arrange = (event: KeyboardEvent): boolean => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as 1 | -1 | undefined;
    if (!onArrange || !event.altKey || direction === undefined) return false;
    const moving = targets().map(({ id }) => id);
    const before = placeBeside(order, moving, direction, props.hasMore ?? false);
    if (before !== undefined) onArrange(moving, before);
    return true;
  };

  const command = (event: KeyboardEvent): boolean => {
    const mod = isMac ? event.metaKey : event.ctrlKey;
    if (mod && event.key.toLowerCase() === "a") select(all(selection, order));
    else if (event.key === "Escape" && selection.ids.size > 0)
      select({ ...NOTHING, active: selection.active });
    else if (selection.active === null) return false;
    else if (event.key === "Enter") onOpen(selection.active);
    else if (event.key === " ") select(toggled(selection, selection.active));
    else if (event.key === "Delete" && onTrash) {
      focusPending.current = true;
      onTrash(targets().map(({ id }) => id));
    } else return false;
    return true;
  };

  const press = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (arrange(event)) return event.preventDefault();
    const page = Math.max(Math.floor((scroller.current?.clientHeight ?? 0) / TARGET) - 1, 1);
    const to = destination(event, layout, activeIndex, page);
    if (to !== null) go(to, event);
    else if (!command(event) && !mark(event)) {
      const named = typeAhead(event);
      if (named === null) return;
      go(named, event);
    }
    event.preventDefault();
  };

  const openMenu = (event: MouseEvent & { preventBaseUIHandler?: () => void }) => {
    const cell = event.target instanceof Element && event.target.closest("[data-asset]");
    const id = cell instanceof HTMLElement ? cell.dataset.asset : undefined;
    if (id === undefined) {
      event.preventDefault();
      event.preventBaseUIHandler?.();
    } else if (!selection.ids.has(id)) select(only(id));
  };

  const commands = useSteady({
    click: (id, event) => select(clicked(selection, order, id, modifiersOf(event))),
    toggle: (id) => select(toggled(selection, id)),
    open: onOpen,
    drag: (asset, event) => {
      dragAsset(asset).onDragStart(event);
      const among = selection.ids.has(asset.id);
      carryItems(event, among ? selected.map(({ id }) => id) : [asset.id]);
    },
  });

  const drop = onArrange && {
    onDragOver: (event: DragEvent) => {
      if (carriesItems(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (!carriesItems(event)) return;
      event.preventDefault();
      const cell = event.target instanceof Element && event.target.closest("[data-asset]");
      const before = cell instanceof HTMLElement ? (cell.dataset.asset ?? null) : null;
      const moving = carriedItems(event);
      if (before === null || !moving.includes(before)) onArrange(moving, before);
    },
  };

  const reachable = order[Math.max(activeIndex, 0)] ?? null;
  return (
    <ContextMenu
      items={
        <AssetMenu
          assets={selected}
          onOpen={() => selected[0] && onOpen(selected[0].id)}
          extra={props.menu}
        />
      }
    >
      {/* biome-ignore lint/a11y/useSemanticElements: tiles are placed freely, which table cells cannot be */}
      <div
        ref={scroller}
        role="grid"
        tabIndex={-1}
        aria-label={t("grid")}
        aria-multiselectable
        aria-rowcount={layout.rows.length}
        onKeyDown={press}
        onContextMenu={openMenu}
        {...drop}
        onClick={(event) => {
          const cell = event.target instanceof Element && event.target.closest("[data-asset]");
          if (!cell) select(NOTHING);
        }}
        className="min-h-0 flex-1 overflow-y-auto bg-sunken px-4 outline-none"
      >
        <div style={{ height: virtual.getTotalSize() }} className="pointer-events-none relative">
          {rows.map((virtualRow) => {
            const row = layout.rows[virtualRow.index];
            return (
              row && (
                // biome-ignore lint/a11y/useSemanticElements: rows are placed freely, which table rows cannot be
                // biome-ignore lint/a11y/useFocusableInteractive: the focus goes to the cells
                <div
                  key={virtualRow.key}
                  role="row"
                  aria-rowindex={virtualRow.index + 1}
                  style={{ transform: `translateY(${virtualRow.start}px)`, height: row.height }}
                  className="pointer-events-auto absolute inset-x-0 top-0"
                >
                  {row.tiles.map((tile, column) => {
                    const asset = items[tile.index];
                    return (
                      asset && (
                        <AssetCell
                          key={asset.id}
                          asset={asset}
                          selected={selection.ids.has(asset.id)}
                          reachable={asset.id === reachable}
                          column={column + 1}
                          left={tile.left}
                          width={tile.width}
                          height={row.height}
                          commands={commands}
                        />
                      )
                    );
                  })}
                </div>
              )
            );
          })}
        </div>
      </div>
    </ContextMenu>
  );
}

/** Commands that stay the same object while what they do follows the latest drawing. */
function useSteady(latest: CellCommands): CellCommands {
  const current = useRef(latest);
  useLayoutEffect(() => {
    current.current = latest;
  });
  return useMemo(
    () => ({
      click: (id, event) => current.current.click(id, event),
      toggle: (id) => current.current.toggle(id),
      open: (id) => current.current.open(id),
      drag: (asset, event) => current.current.drag(asset, event),
    }),
    [],
  );
}

function modifiersOf(event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) {
  return { range: event.shiftKey, toggle: isMac ? event.metaKey : event.ctrlKey };
}
