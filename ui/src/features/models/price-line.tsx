import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { CostBasis, Money } from "@/ipc/client";
import { formatMoney } from "./money";

const tabular = "text-xs text-muted tabular-nums whitespace-nowrap";

interface PriceLineProps {
  /** Undefined while it is being worked out, null where no price is known. */
  estimate: Money | null | undefined;
  /** The same in the user's currency, where it is in another one. */
  converted?: Money | null;
  free?: boolean;
  className?: string;
}

/** What a run is expected to cost, for beside the button that starts it. */
export function PriceLine({ estimate, converted, free = false, className }: PriceLineProps) {
  const { t } = useTranslation("models");
  const text = () => {
    if (free) return t("price.free");
    if (estimate === undefined) return t("price.estimating");
    if (estimate === null) return t("price.unknown");
    const amount = formatMoney(estimate);
    if (converted) return t("price.estimateIn", { amount, converted: formatMoney(converted) });
    return t("price.estimate", { amount });
  };
  return <span className={cn(tabular, className)}>{text()}</span>;
}

interface CostLineProps {
  cost: Money;
  basis: CostBasis | null;
  className?: string;
}

/** What a run did cost, and whether the provider or the studio counted it. */
export function CostLine({ cost, basis, className }: CostLineProps) {
  const { t } = useTranslation("models");
  const amount = cost.nanos === 0 ? t("price.free") : formatMoney(cost);
  return (
    <span className={cn(tabular, className)}>
      {basis === "estimate" ? t("price.counted", { amount }) : t("price.actual", { amount })}
    </span>
  );
}
