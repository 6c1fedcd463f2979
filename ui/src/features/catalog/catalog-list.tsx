import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogLine } from "./catalog-filter";
import { CatalogRow } from "./catalog-row";
import { ProviderHeading } from "./provider-heading";

const HEADING = 52;
const ROW = 56;

function keyOf(line: CatalogLine): string {
  if (line.kind === "provider") return line.id;
  const { provider_id, id, modality } = line.entry.model;
  return `${provider_id}/${id}/${modality}`;
}

/** Providers and their models, of which only those in view are in the page. */
export function CatalogList({ lines }: { lines: readonly CatalogLine[] }) {
  const { t } = useTranslation("catalog");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === "provider" ? HEADING : ROW),
    getItemKey: (index) => {
      const line = lines[index];
      return line ? keyOf(line) : index;
    },
    overscan: 8,
    paddingEnd: 48,
  });
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
      tabIndex={0}
      aria-label={t("title")}
      className="ring-inside min-h-0 flex-1 overflow-y-auto border-t border-line px-4"
    >
      <ul style={{ height: virtual.getTotalSize() }} className="relative -mx-2 max-w-[84rem]">
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return (
            line && (
              <li
                key={item.key}
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
                className="absolute inset-x-0 top-0"
              >
                {line.kind === "provider" ? (
                  <ProviderHeading id={line.id} name={line.name} count={line.count} />
                ) : (
                  <CatalogRow entry={line.entry} />
                )}
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
