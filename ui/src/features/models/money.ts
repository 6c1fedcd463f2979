import type { Currency, Money, PricePerMillion } from "@/ipc/client";
import { i18n } from "@/messages";

const NANOS = 1_000_000_000;
/** The smallest amount that is written out; below it only its bound is. */
const SMALLEST_NANOS = 100_000;

/** Four decimals for what a request costs, two for what a month does. */
function formatter(currency: Currency, decimals: number): Intl.NumberFormat {
  return new Intl.NumberFormat(i18n.language, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: decimals,
  });
}

/** An amount as people write it: `$0.0123`, `<$0.0001`, `$1,204.50`. */
export function formatMoney({ nanos, currency }: Money): string {
  if (nanos > 0 && nanos < SMALLEST_NANOS) {
    return `<${formatter(currency, 4).format(SMALLEST_NANOS / NANOS)}`;
  }
  const decimals = Math.abs(nanos) < NANOS ? 4 : 2;
  return formatter(currency, decimals).format(nanos / NANOS);
}

/** What a million units cost: `$2.50`. */
export function formatPerMillion(price: PricePerMillion, currency: Currency): string {
  return formatMoney({ nanos: price, currency });
}

/** What one unit costs where a million are priced: `$0.04` for a picture. */
export function formatPerUnit(price: PricePerMillion, currency: Currency): string {
  return formatMoney({ nanos: Math.round(price / 1_000_000), currency });
}

/** A number of tokens in short: `128K`, `1M`. */
export function formatTokens(tokens: number): string {
  return new Intl.NumberFormat(i18n.language, {
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(tokens);
}
