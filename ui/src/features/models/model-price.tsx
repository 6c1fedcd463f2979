import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { formatDay } from "@/features/media/format";
import type { Model, Prices, Rates } from "@/ipc/client";
import { i18n } from "@/messages";
import { formatPerMillion, formatPerUnit } from "./money";

const UNITS = ["image", "second", "minute", "request"] as const;

/** The lowest of a thing's prices, and whether others ask more. */
function range(prices: Prices, unit: keyof Rates): { price: number; from: boolean } | null {
  const asked = [prices, ...(prices.tiers ?? [])]
    .map((rates) => rates[unit])
    .filter((price) => price !== null && price !== undefined);
  if (asked.length === 0) return null;
  const price = Math.min(...asked);
  return { price, from: asked.some((other) => other !== price) };
}

function tokenWords({ input, output, currency }: Prices): string | null {
  const t = i18n.getFixedT(null, "models");
  const read = input == null ? null : formatPerMillion(input, currency);
  const written = output == null ? null : formatPerMillion(output, currency);
  if (read !== null && written !== null) return t("price.tokens", { input: read, output: written });
  if (read !== null) return t("price.input", { input: read });
  return written === null ? null : t("price.output", { output: written });
}

/** What a model asks for, in the unit people compare it by; null where nothing is known. */
export function priceWords(prices: Prices): string | null {
  const t = i18n.getFixedT(null, "models");
  const { currency } = prices;
  for (const unit of UNITS) {
    const known = range(prices, unit);
    if (!known) continue;
    const words = t(`price.per.${unit}`, { amount: formatPerUnit(known.price, currency) });
    return known.from ? t("price.from", { price: words }) : words;
  }
  const letters = range(prices, "character");
  if (letters) {
    const amount = formatPerUnit(letters.price * 1000, currency);
    return t("price.per.thousandCharacters", { amount });
  }
  return tokenWords(prices);
}

/** What a model costs; nothing where nothing is known. */
export function ModelPrice({ model, className }: { model: Model; className?: string }) {
  const { t } = useTranslation("models");
  const style = cn("text-xs text-muted tabular-nums whitespace-nowrap", className);
  if (model.free) return <span className={style}>{t("price.free")}</span>;
  const words = model.prices && priceWords(model.prices);
  if (!model.prices || words === null) return null;
  const isTokens = words === tokenWords(model.prices);
  const hint = isTokens ? "price.tokensHint" : "price.asOf";
  return (
    <span className={style} title={t(hint, { date: formatDay(model.prices.read_on) })}>
      {words}
    </span>
  );
}
