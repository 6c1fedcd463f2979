import { useTranslation } from "react-i18next";
import { formatMoney } from "@/features/models/money";
import type { BatchEstimate } from "@/ipc/client";

/** How many results a batch asks for and what they are expected to cost. */
export function BatchCost({ estimate }: { estimate: BatchEstimate }) {
  const { t } = useTranslation("batch");
  const { count, costs, unpriced } = estimate;
  const paid = costs.filter(({ nanos }) => nanos !== 0);
  const facts = [t("count", { count })];
  if (paid.length > 0) {
    facts.push(t("cost", { amount: paid.map((cost) => formatMoney(cost)).join(" + ") }));
  } else if (costs.length > 0 && unpriced === 0) facts.push(t("free"));
  if (unpriced > 0) facts.push(t("unpriced", { count: unpriced }));
  return <span className="text-xs text-muted tabular-nums">{facts.join(" · ")}</span>;
}
