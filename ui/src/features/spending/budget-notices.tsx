import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { formatMoney } from "@/features/models/money";
import { api, type BudgetStanding } from "@/ipc/client";
import { reportCaught } from "@/ipc/ui-reports";
import { i18n } from "@/messages";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { budgetNoticesQuery } from "./queries";
import { budgetName, usedOf } from "./words";

const t = i18n.getFixedT(null, "spending");

function announce(standing: BudgetStanding): void {
  const { budget, level, percent } = standing;
  if (level === "fine") return;
  const name = budgetName(standing);
  const amounts = { used: formatMoney(usedOf(standing)), limit: formatMoney(budget.limit) };
  toast.show({
    title: t(`notice.${level}`, { name, percent }),
    description: level === "full" ? t("notice.fullText") : t("notice.nearText", amounts),
    tone: "warning",
    action: { label: t("notice.open"), run: () => navigate.toPage("spending") },
  });
}

/** Tells of budgets that come near their limit: once in each period for each level. */
export function BudgetNotices() {
  const { data } = useQuery(budgetNoticesQuery);
  // What is being written down as told, so that an answer that crosses it says nothing twice.
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const standing of data ?? []) {
      const { budget, begins, level } = standing;
      const key = `${budget.id}/${begins}/${level}`;
      if (!standing.announce || told.current.has(key)) continue;
      told.current.add(key);
      announce(standing);
      api
        .acknowledgeBudget(budget.id, level)
        .catch((cause: unknown) => reportCaught(cause, "budgets"));
    }
  }, [data]);
  return null;
}
