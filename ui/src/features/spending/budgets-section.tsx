import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { type BudgetStanding, toProblem } from "@/ipc/client";
import { BudgetDialog } from "./budget-dialog";
import { BudgetRow } from "./budget-row";
import { budgetsQuery } from "./queries";
import { Section } from "./section";

/** What may be spent, and how it stands. */
export function BudgetsSection() {
  const { t } = useTranslation("spending");
  const { data, error, refetch } = useQuery(budgetsQuery);
  const [edited, setEdited] = useState<BudgetStanding | "new" | null>(null);
  const content = () => {
    if (error) {
      return <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />;
    }
    if (!data) return <Skeleton className="h-20" />;
    if (data.length === 0) return <p className="text-sm text-muted">{t("budgets.none")}</p>;
    return (
      <ul>
        {data.map((standing) => (
          <BudgetRow
            key={standing.budget.id}
            standing={standing}
            onEdit={() => setEdited(standing)}
          />
        ))}
      </ul>
    );
  };
  return (
    <Section
      title={t("budgets.title")}
      aside={
        <Button size="sm" icon={Plus} onClick={() => setEdited("new")}>
          {t("budgets.add")}
        </Button>
      }
    >
      {content()}
      {edited && (
        <BudgetDialog
          standing={edited === "new" ? null : edited}
          others={data ?? []}
          onClose={() => setEdited(null)}
        />
      )}
    </Section>
  );
}
