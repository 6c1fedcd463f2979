import { useTranslation } from "react-i18next";
import { formatBytes } from "@/features/media/format";
import type { MeterPart } from "./meter-parts";

/** One bar for each part, the longest as wide as there is room. */
export function MeterBars({ parts }: { parts: MeterPart[] }) {
  const { t } = useTranslation("storage");
  const most = Math.max(1, ...parts.map(({ amount }) => amount.bytes));
  return (
    <ul aria-label={t("meter.title")} className="flex flex-col gap-2">
      {parts.map(({ id, name, amount }) => (
        <li key={id} className="grid grid-cols-[minmax(6rem,10rem)_1fr_5rem] items-center gap-3">
          <span className="truncate text-sm" title={name}>
            {name}
          </span>
          <span aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: `${(amount.bytes / most) * 100}%` }}
            />
          </span>
          <span className="text-right text-xs text-muted tabular-nums">
            {formatBytes(amount.bytes)}
          </span>
        </li>
      ))}
    </ul>
  );
}
