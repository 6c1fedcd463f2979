import { Pencil, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { IconButton } from "@/components/icon-button";
import { formatMoney } from "@/features/models/money";
import { api, type BudgetStanding } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { BudgetBar } from "./budget-bar";
import { amountsInWords, budgetName, usedOf } from "./words";

interface BudgetRowProps {
  standing: BudgetStanding;
  onEdit: () => void;
}

/** A budget: what is used, what is held and what is left of it. */
export function BudgetRow({ standing, onEdit }: BudgetRowProps) {
  const { t } = useTranslation(["spending", "shell"]);
  const { budget, held, level, unconverted, unpriced } = standing;
  const name = budgetName(standing);
  const used = usedOf(standing);
  const left = { ...budget.limit, nanos: budget.limit.nanos - used.nanos };
  const remove = async () => {
    const deletion = await api.deleteBudget(budget.id);
    toast.show({
      title: t("budgets.removed"),
      action: {
        label: t("shell:control.undo"),
        run: async () => {
          await api.undoDeletion(deletion.id);
        },
      },
    });
  };
  return (
    <li className="flex flex-col gap-1.5 border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0">
      <div className="flex items-center gap-2">
        <h3 className="min-w-0 flex-1 truncate text-sm font-medium">{name}</h3>
        {level !== "fine" && (
          <Badge tone={level === "full" ? "danger" : "warning"}>
            {t(`budgets.level.${level}`)}
          </Badge>
        )}
        <IconButton size="sm" icon={Pencil} label={t("budgets.edit", { name })} onClick={onEdit} />
        <IconButton
          size="sm"
          icon={Trash2}
          label={t("budgets.remove", { name })}
          onClick={() => remove().catch(toast.showProblem)}
        />
      </div>
      <BudgetBar standing={standing} label={name} />
      <p className="flex flex-wrap justify-between gap-x-3 text-xs text-muted tabular-nums">
        <span>
          {t("budgets.used", { used: formatMoney(used), limit: formatMoney(budget.limit) })}
        </span>
        <span>
          {left.nanos > 0
            ? t("budgets.left", { amount: formatMoney(left) })
            : t("budgets.noneLeft")}
        </span>
      </p>
      {held.nanos > 0 && (
        <p className="text-xs text-muted">{t("budgets.heldPart", { held: formatMoney(held) })}</p>
      )}
      {unconverted.length > 0 && (
        <p className="text-xs text-warning">
          {t("budgets.unconverted", { amounts: amountsInWords(unconverted) })}
        </p>
      )}
      {unpriced > 0 && (
        <p className="text-xs text-warning">{t("budgets.unpriced", { count: unpriced })}</p>
      )}
    </li>
  );
}
