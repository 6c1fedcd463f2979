import { Progress } from "@base-ui/react/progress";
import { cn } from "./cn";

interface ProgressBarProps {
  /** 0 to 1; null while nobody knows. */
  value: number | null;
  /** What is happening, in words. */
  label: string;
  hideLabel?: boolean;
  className?: string;
}

export function ProgressBar({ value, label, hideLabel = false, className }: ProgressBarProps) {
  const percent = value === null ? null : Math.round(Math.min(Math.max(value, 0), 1) * 100);
  return (
    <Progress.Root
      value={percent}
      className={cn("flex w-full min-w-0 flex-col gap-1.5", className)}
    >
      <div className={cn("flex justify-between gap-2 text-xs text-muted", hideLabel && "sr-only")}>
        <Progress.Label className="truncate">{label}</Progress.Label>
        {percent !== null && <span className="tabular-nums">{percent} %</span>}
      </div>
      <Progress.Track className="h-1 overflow-hidden rounded-full bg-pressed">
        <Progress.Indicator
          className={cn(
            "h-full rounded-full bg-accent transition-[width] duration-200",
            percent === null && "w-1/3 animate-slide",
          )}
        />
      </Progress.Track>
    </Progress.Root>
  );
}
