import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { CostBasis, Model, Money } from "@/ipc/client";
import { formatMoney, formatPerMillion, formatPerUnit } from "./money";

const tabular = "text-xs text-muted tabular-nums whitespace-nowrap";

/** What a model costs per million tokens or per picture; nothing where nothing is known. */
export function ModelPrice({ model, className }: { model: Model; className?: string }) {
  const { t } = useTranslation("models");
  if (model.free) return <span className={cn(tabular, className)}>{t("price.free")}</span>;
  const prices = model.prices;
  if (!prices) return null;
  const { currency, read_on: date } = prices;
  if (prices.image !== null) {
    const amount = formatPerUnit(prices.image, currency);
    return (
      <span className={cn(tabular, className)} title={t("price.perImageHint", { date })}>
        {t("price.perImage", { amount })}
      </span>
    );
  }
  const input = prices.input === null ? null : formatPerMillion(prices.input, currency);
  const output = prices.output === null ? null : formatPerMillion(prices.output, currency);
  if (input === null && output === null) return null;
  const text =
    input !== null && output !== null
      ? t("price.tokens", { input, output })
      : input !== null
        ? t("price.input", { input })
        : t("price.output", { output: output ?? "" });
  return (
    <span className={cn(tabular, className)} title={t("price.tokensHint", { date })}>
      {text}
    </span>
  );
}

interface PriceLineProps {
  /** Undefined while it is being worked out, null where no price is known. */
  estimate: Money | null | undefined;
  free?: boolean;
  className?: string;
}

/** What a run is expected to cost, for beside the button that starts it. */
export function PriceLine({ estimate, free = false, className }: PriceLineProps) {
  const { t } = useTranslation("models");
  const text = () => {
    if (free) return t("price.free");
    if (estimate === undefined) return t("price.estimating");
    if (estimate === null) return t("price.unknown");
    return t("price.estimate", { amount: formatMoney(estimate) });
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
