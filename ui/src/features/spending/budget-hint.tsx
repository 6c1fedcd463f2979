import { Wallet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { BudgetOutlook } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { outlookInWords } from "./words";

/** Says before a press that a budget is nearly used up, or would be passed. */
export function BudgetHint({ outlook }: { outlook: BudgetOutlook }) {
  const { t } = useTranslation("spending");
  return (
    <p
      role="status"
      className={cn(
        "flex flex-wrap items-center gap-x-2 gap-y-1 text-xs",
        outlook.passed ? "text-danger" : "text-warning",
      )}
    >
      <Wallet aria-hidden size={14} strokeWidth={1.75} className="shrink-0" />
      <span>{outlookInWords(outlook)}</span>
      <button
        type="button"
        onClick={() => navigate.toPage("spending")}
        className="rounded-sm underline underline-offset-2"
      >
        {t("notice.open")}
      </button>
    </p>
  );
}
