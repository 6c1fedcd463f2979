import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { AssetId } from "@/ipc/client";
import { type Direction, nearest } from "./nearest";
import { SheetCell } from "./sheet-cell";
import type { Sheet, SheetItem } from "./sheet-layout";
import { judge } from "./verdicts";

interface SheetGridProps {
  sheet: Sheet;
  marked: ReadonlySet<AssetId>;
  onMark: (id: AssetId) => void;
  onOpen: (id: AssetId) => void;
  onCompare: () => void;
}

const ARROWS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const VERDICTS = { k: "keep", x: "reject", u: null } as const;
const isVerdict = (key: string): key is keyof typeof VERDICTS => key in VERDICTS;

/** All results, walked through with the arrows and judged with a letter. */
export function SheetGrid({ sheet, marked, onMark, onOpen, onCompare }: SheetGridProps) {
  const { t } = useTranslation("batch");
  const area = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const { columns, rows, items } = sheet;
  const current = items.find(({ key }) => key === focused) ?? items[0];

  const go = (direction: Direction) => {
    const cells = [...(area.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];
    const from = cells.findIndex((cell) => cell.dataset.item === current?.key);
    const boxes = cells.map((cell) => cell.getBoundingClientRect());
    const next = nearest(boxes, from, direction);
    if (next !== null) cells[next]?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const key = event.key.toLowerCase();
    const asset = current?.asset;
    if (direction) go(direction);
    else if (key === "c") onCompare();
    else if (key === " " && asset) onMark(asset.id);
    else if (isVerdict(key) && asset) void judge([asset.id], VERDICTS[key]);
    else return;
    event.preventDefault();
  };
  const cell = (item: SheetItem) => (
    <SheetCell
      key={item.key}
      item={item}
      marked={item.asset !== null && marked.has(item.asset.id)}
      current={item.key === current?.key}
      onFocus={() => setFocused(item.key)}
      onOpen={() => item.asset && onOpen(item.asset.id)}
    />
  );
  const named = columns.length > 1 || rows.length > 1;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the results inside
    <div ref={area} onKeyDown={press} className="min-h-0 flex-1 overflow-auto p-4">
      {named ? (
        <table aria-label={t("sheet.results")} className="w-full table-fixed border-separate">
          {columns.length > 0 && (
            <thead>
              <tr>
                {rows.some(({ label }) => label !== null) && <td className="w-40" />}
                {columns.map((label) => (
                  <th
                    key={label}
                    scope="col"
                    className="min-w-40 p-1 text-left text-xs font-medium wrap-anywhere text-muted"
                  >
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {rows.map(({ label, places }) => (
              <tr key={label}>
                {label !== null && (
                  <th
                    scope="row"
                    className="w-40 p-1 text-left align-top text-xs font-medium wrap-anywhere text-muted"
                  >
                    <span className="line-clamp-6">{label}</span>
                  </th>
                )}
                {places.map((place, index) => (
                  <td key={columns[index] ?? index} className="p-1 align-top">
                    <div className={cn("grid gap-1", place.length > 1 && "grid-cols-2")}>
                      {place.map(cell)}
                    </div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <section
          aria-label={t("sheet.results")}
          className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2"
        >
          {items.map(cell)}
        </section>
      )}
    </div>
  );
}
