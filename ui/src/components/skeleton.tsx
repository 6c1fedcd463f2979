import { cn } from "./cn";

/** Stands in for what loads, in its final shape. Its container says `aria-busy`. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse-soft rounded-md bg-pressed", className)} />;
}
