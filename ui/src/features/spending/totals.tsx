import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useToday } from "@/features/chat/conversations/use-today";
import { formatMoney } from "@/features/models/money";
import type { Money } from "@/ipc/client";
import { spendingQuery } from "./queries";
import { rangeOf } from "./ranges";

interface FigureProps {
  label: string;
  amount: Money | undefined;
  help?: string;
}

function Figure({ label, amount, help }: FigureProps) {
  return (
    <div className="min-w-36 flex-1 rounded-lg border border-line bg-raised px-4 py-3" title={help}>
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="mt-0.5 text-xl font-semibold tabular-nums">
        {amount ? formatMoney(amount) : "…"}
      </dd>
    </div>
  );
}

/** What today and this month did cost so far, and what is held for what is under way. */
export function Totals() {
  const { t } = useTranslation("spending");
  const now = new Date(useToday());
  const month = rangeOf("thisMonth", now);
  const today = useQuery(spendingQuery({ first: month.last, last: month.last }, "provider"));
  const thisMonth = useQuery(spendingQuery(month, "provider"));
  return (
    <dl aria-label={t("totals.label")} className="flex flex-wrap gap-3">
      <Figure label={t("totals.today")} amount={today.data?.total.spent} />
      <Figure label={t("totals.thisMonth")} amount={thisMonth.data?.total.spent} />
      <Figure
        label={t("totals.held")}
        amount={thisMonth.data?.total.held}
        help={t("totals.heldHelp")}
      />
    </dl>
  );
}
