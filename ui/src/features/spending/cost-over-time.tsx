import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Segmented } from "@/components/segmented";
import { formatMoney } from "@/features/models/money";
import type { Spending } from "@/ipc/client";
import { columnsOf, legendOf, OTHERS } from "./chart-columns";
import { CostChart, fillOf } from "./cost-chart";
import { Section } from "./section";
import { whenInWords } from "./words";

/** What each day or month did cost, as bars stacked by provider or as a table. */
export function CostOverTime({ spending }: { spending: Spending }) {
  const { t } = useTranslation("spending");
  const [view, setView] = useState<"bars" | "table">("bars");
  const legend = legendOf(spending.groups);
  const columns = columnsOf(spending.days, legend);
  const names = new Map(spending.groups.map(({ key, name }) => [key, name ?? key]));
  const nameOf = (key: string) => (key === OTHERS ? t("chart.other") : (names.get(key) ?? key));
  const money = (nanos: number) => formatMoney({ nanos, currency: spending.currency });
  return (
    <Section
      title={t("chart.title")}
      aside={
        <Segmented
          label={t("chart.view")}
          hideLabel
          value={view}
          onChange={setView}
          options={[
            { value: "bars", label: t("chart.bars") },
            { value: "table", label: t("chart.table") },
          ]}
        />
      }
    >
      {view === "bars" ? (
        <>
          <CostChart
            columns={columns}
            legend={legend}
            currency={spending.currency}
            nameOf={nameOf}
          />
          {legend.length > 1 && (
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
              {legend.map((key) => (
                <li key={key} className="flex items-center gap-1.5">
                  <svg aria-hidden width={10} height={10}>
                    <rect width={10} height={10} rx={2} className={fillOf(key, legend)} />
                  </svg>
                  {nameOf(key)}
                </li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full text-sm tabular-nums">
            <thead>
              <tr className="text-xs text-muted">
                <th scope="col" className="py-1 pr-3 text-left font-medium">
                  {t("chart.when")}
                </th>
                {legend.map((key) => (
                  <th key={key} scope="col" className="px-3 py-1 text-right font-medium">
                    {nameOf(key)}
                  </th>
                ))}
                <th scope="col" className="py-1 pl-3 text-right font-medium">
                  {t("chart.total")}
                </th>
              </tr>
            </thead>
            <tbody>
              {columns.toReversed().map(({ when, nanos, parts }) => (
                <tr key={when} className="border-t border-line">
                  <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
                    {whenInWords(when)}
                  </th>
                  {legend.map((key) => (
                    <td key={key} className="px-3 py-1 text-right">
                      {money(parts.find((part) => part.key === key)?.nanos ?? 0)}
                    </td>
                  ))}
                  <td className="py-1 pl-3 text-right font-medium">{money(nanos)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
