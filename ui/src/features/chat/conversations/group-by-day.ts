import type { Conversation } from "@/ipc/client";

export type DayGroup =
  | { kind: "today" | "yesterday" | "week" }
  | { kind: "month"; year: number; month: number };

export type ListRow =
  | { kind: "heading"; key: string; group: DayGroup }
  | { kind: "conversation"; key: string; conversation: Conversation };

const DAYS_IN_WEEK = 7;

/** The days before today at which the near groups begin, by the calendar of this computer. */
function groupOf(at: number, now: number): DayGroup {
  const today = new Date(now);
  const daysAgo = (days: number) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - days).getTime();
  if (at >= daysAgo(0)) return { kind: "today" };
  if (at >= daysAgo(1)) return { kind: "yesterday" };
  if (at >= daysAgo(DAYS_IN_WEEK)) return { kind: "week" };
  const day = new Date(at);
  return { kind: "month", year: day.getFullYear(), month: day.getMonth() };
}

const keyOf = (group: DayGroup) =>
  group.kind === "month" ? `month-${group.year}-${group.month}` : group.kind;

/** The list's lines: each conversation, the latest first, with a heading where a new group begins. */
export function groupByDay(conversations: readonly Conversation[], now: number): ListRow[] {
  const rows: ListRow[] = [];
  let current = "";
  for (const conversation of conversations) {
    const group = groupOf(conversation.updated_at, now);
    const key = keyOf(group);
    if (key !== current) rows.push({ kind: "heading", key: `heading-${key}`, group });
    current = key;
    rows.push({ kind: "conversation", key: conversation.id, conversation });
  }
  return rows;
}
