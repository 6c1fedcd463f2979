import { formatBytes, formatDate } from "@/features/media/format";
import { formatMoney } from "@/features/models/money";
import type { SearchFilter } from "@/ipc/client";
import { i18n } from "@/messages";

/** A condition that is set: what it says, and the change that takes it away. */
export interface Chip {
  key: string;
  label: string;
  without: Partial<SearchFilter>;
}

function range(least: string | null, most: string | null): string {
  if (least !== null && most !== null) return i18n.t("search:chip.range", { least, most });
  if (least !== null) return i18n.t("search:chip.costFrom", { least });
  return i18n.t("search:chip.costUpTo", { most: most ?? "" });
}

/** What is set beside the kind of thing. `nameOf` gives the names that people know ids by. */
export function chipsOf(filter: SearchFilter, nameOf: (id: string) => string = (id) => id): Chip[] {
  const { provider_id, model_id, from, before, least_rating, cost, size } = filter;
  const chips: Chip[] = [];
  const add = (key: string, label: string, without: Partial<SearchFilter>) =>
    chips.push({ key, label, without });
  if (provider_id !== null) add("provider", nameOf(provider_id), { provider_id: null });
  if (model_id !== null) add("model", nameOf(model_id), { model_id: null });
  if (from !== null) {
    add("from", i18n.t("search:chip.from", { day: formatDate(from) }), { from: null });
  }
  if (before !== null) {
    const day = formatDate(before - 1);
    add("until", i18n.t("search:chip.until", { day }), { before: null });
  }
  if (least_rating !== null) {
    const label = i18n.t("search:filter.ratingAtLeast", { count: least_rating });
    add("rating", label, { least_rating: null });
  }
  if (cost !== null) {
    const money = (nanos: number | null) =>
      nanos === null ? null : formatMoney({ nanos, currency: cost.currency });
    add("cost", range(money(cost.least), money(cost.most)), { cost: null });
  }
  if (size !== null) {
    const bytes = (count: number | null) => (count === null ? null : formatBytes(count));
    add("size", range(bytes(size.least), bytes(size.most)), { size: null });
  }
  return chips;
}
