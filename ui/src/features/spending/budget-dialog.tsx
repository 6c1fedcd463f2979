import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { TextField } from "@/components/text-field";
import { projectsQuery } from "@/features/media/queries";
import { providersQuery } from "@/features/models/queries";
import {
  api,
  type BudgetPeriod,
  type BudgetScope,
  type BudgetStanding,
  type Currency,
  type Money,
  toProblem,
} from "@/ipc/client";
import { amountText, parseAmount } from "./amount";
import { EVERYTHING, scopeOptions } from "./budget-scopes";
import { CurrencySelect } from "./currency-select";
import { displayCurrencyQuery } from "./queries";
import { budgetName } from "./words";

interface BudgetDialogProps {
  /** The budget to change; null for a new one. */
  standing: BudgetStanding | null;
  others: readonly BudgetStanding[];
  onClose: () => void;
}

function sameScope(one: BudgetScope, other: BudgetScope): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Where a budget is made, or its limit changed. What it counts never changes. */
export function BudgetDialog({ standing, others, onClose }: BudgetDialogProps) {
  const { t } = useTranslation(["spending", "shell"]);
  const formId = useId();
  const providers = useQuery(providersQuery).data ?? [];
  const shown = useQuery(displayCurrencyQuery).data ?? "USD";
  const projects = useQuery(projectsQuery).data ?? [];
  const [chosen, setChosen] = useState(EVERYTHING);
  const [period, setPeriod] = useState<BudgetPeriod>("month");
  const [limit, setLimit] = useState(standing ? amountText(standing.budget.limit.nanos) : "");
  const [picked, setPicked] = useState<Currency | null>(standing?.budget.limit.currency ?? null);
  const currency = picked ?? shown;
  const nanos = parseAmount(limit);
  const options = scopeOptions(projects, providers);
  const scope = options.find(({ value }) => value === chosen)?.scope ?? { kind: "everything" };
  const target = standing?.budget ?? { scope, period };
  const replaces =
    !standing &&
    others.some(({ budget }) => budget.period === period && sameScope(budget.scope, scope));

  const save = useMutation({
    mutationFn: (limit: Money) =>
      api.setBudget({ scope: target.scope, period: target.period, limit }),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (nanos !== null && !save.isPending) save.mutate({ nanos, currency });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={standing ? t("budgets.editTitle") : t("budgets.addTitle")}
      description={standing ? budgetName(standing) : undefined}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            loading={save.isPending}
            disabledReason={nanos === null ? t("budgets.limitFirst") : undefined}
          >
            {t("budgets.save")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {!standing && (
          <>
            <Select
              label={t("budgets.scope")}
              value={chosen}
              onChange={setChosen}
              options={options}
            />
            <Segmented
              label={t("budgets.period")}
              value={period}
              onChange={setPeriod}
              options={[
                { value: "day", label: t("budgets.day") },
                { value: "month", label: t("budgets.month") },
              ]}
            />
          </>
        )}
        <div className="flex flex-wrap gap-3">
          <TextField
            inputMode="decimal"
            label={t("budgets.limit")}
            value={limit}
            onChange={({ target: field }) => setLimit(field.value)}
            className="min-w-32 flex-1"
          />
          <CurrencySelect
            label={t("budgets.currency")}
            value={currency}
            onChange={setPicked}
            className="min-w-48 flex-1"
          />
        </div>
        {replaces && <p className="text-sm text-muted">{t("budgets.replaces")}</p>}
        {save.error && <ErrorCard compact problem={toProblem(save.error)} />}
      </form>
    </Dialog>
  );
}
