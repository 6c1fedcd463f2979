import { Meter } from "@base-ui/react/meter";
import { cn } from "@/components/cn";
import type { BudgetLevel, BudgetStanding } from "@/ipc/client";

const FILLS: Record<BudgetLevel, string> = {
  fine: "bg-accent",
  near: "bg-warning",
  full: "bg-danger",
};

/** How much of a budget is used: what was spent, and paler what is held. */
export function BudgetBar({ standing, label }: { standing: BudgetStanding; label: string }) {
  const { budget, spent, percent, level } = standing;
  const limit = Math.max(1, budget.limit.nanos);
  const spentShare = budget.limit.nanos === 0 ? 1 : Math.min(1, spent.nanos / limit);
  return (
    <Meter.Root value={Math.min(100, percent)} aria-label={label} className="w-full">
      <Meter.Track className="relative h-1.5 overflow-hidden rounded-full bg-pressed">
        <Meter.Indicator className={cn("h-full rounded-full opacity-45", FILLS[level])} />
        <div
          style={{ width: `${spentShare * 100}%` }}
          className={cn("absolute inset-y-0 left-0 rounded-full", FILLS[level])}
        />
      </Meter.Track>
    </Meter.Root>
  );
}
