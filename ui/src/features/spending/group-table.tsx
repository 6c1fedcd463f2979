import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { formatMoney } from "@/features/models/money";
import type { Modality, SpendingBy, SpendingGroup } from "@/ipc/client";
import { amountsInWords } from "./words";

/** Rows that show until all are asked for. */
const FEW = 8;

interface GroupTableProps {
  by: SpendingBy;
  groups: readonly SpendingGroup[];
}

/** What was spent on each thing, the most first. */
export function GroupTable({ by, groups }: GroupTableProps) {
  const { t } = useTranslation("spending");
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.slice(0, FEW);
  const hasUnpriced = groups.some(({ sum }) => sum.unpriced > 0);
  const nameOf = ({ key, name }: SpendingGroup) => {
    if (by === "kind") return t(`kinds.${key as Modality}`);
    return name ?? (by === "project" ? t("tables.noProject") : key);
  };
  const number = "px-3 py-1.5 text-right whitespace-nowrap";
  return (
    <div className="flex flex-col items-start gap-2 overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              {t("tables.name")}
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              {t("tables.generations")}
            </th>
            {hasUnpriced && (
              <th scope="col" className="px-3 py-1 text-right font-medium">
                {t("tables.unpriced")}
              </th>
            )}
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              {t("tables.spent")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => (
            <tr key={group.key} className="border-t border-line">
              <th scope="row" className="max-w-80 py-1.5 pr-3 text-left font-normal">
                <span className="block truncate">{nameOf(group)}</span>
                {group.provider_name && (
                  <span className="block truncate text-xs text-muted">{group.provider_name}</span>
                )}
              </th>
              <td className={number}>{group.sum.generations}</td>
              {hasUnpriced && <td className={number}>{group.sum.unpriced || ""}</td>}
              <td className="py-1.5 pl-3 text-right whitespace-nowrap">
                {formatMoney(group.sum.spent)}
                {group.sum.unconverted.length > 0 && (
                  <span className="block text-xs text-warning">
                    + {amountsInWords(group.sum.unconverted)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && groups.length > FEW && (
        <Button variant="ghost" size="sm" className="-ml-2" onClick={() => setAll(true)}>
          {t("tables.showAll", { count: groups.length })}
        </Button>
      )}
    </div>
  );
}
