import { useTranslation } from "react-i18next";
import { formatBytes } from "@/features/media/format";
import type { MeterPart } from "./meter-parts";

/** The same numbers as the bars, to read. */
export function MeterTable({ parts }: { parts: MeterPart[] }) {
  const { t, i18n } = useTranslation("storage");
  const number = new Intl.NumberFormat(i18n.language);
  const bytes = parts.reduce((sum, { amount }) => sum + amount.bytes, 0);
  const files = parts.reduce((sum, { amount }) => sum + amount.files, 0);
  const cell = "py-1.5 text-right tabular-nums";
  return (
    <table aria-label={t("meter.title")} className="w-full text-sm">
      <thead className="text-xs text-muted">
        <tr className="border-b border-line">
          <th scope="col" className="py-1.5 text-left font-medium">
            {t("meter.part")}
          </th>
          <th scope="col" className={`${cell} font-medium`}>
            {t("meter.size")}
          </th>
          <th scope="col" className={`${cell} font-medium`}>
            {t("meter.files")}
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ id, name, amount }) => (
          <tr key={id} className="border-b border-line">
            <th scope="row" className="py-1.5 text-left font-normal wrap-anywhere">
              {name}
            </th>
            <td className={cell}>{formatBytes(amount.bytes)}</td>
            <td className={cell}>{number.format(amount.files)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" className="py-1.5 text-left font-semibold">
            {t("meter.total")}
          </th>
          <td className={`${cell} font-semibold`}>{formatBytes(bytes)}</td>
          <td className={`${cell} font-semibold`}>{number.format(files)}</td>
        </tr>
      </tbody>
    </table>
  );
}
