const NANOS = 1_000_000_000;
/** Beyond it a number does not hold every billionth. */
const HIGHEST = 9_000_000;

/**
 * Billionths of a unit as a person types them: `12`, `0.92`, `0,92`. Null where it is no amount
 * or more than can be kept exactly.
 */
export function parseAmount(text: string): number | null {
  const typed = text.trim();
  if (!/^\d*[.,]?\d*$/.test(typed) || !/\d/.test(typed)) return null;
  const value = Number(typed.replace(",", "."));
  return value <= HIGHEST ? Math.round(value * NANOS) : null;
}

/** The same the other way round, to be changed by hand. */
export function amountText(nanos: number): string {
  return (nanos / NANOS).toFixed(9).replace(/\.?0+$/, "");
}
