import { Switch } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

export interface SwitchFieldProps {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  help?: ReactNode;
  className?: string;
}

export function SwitchField({ label, value, onChange, help, className }: SwitchFieldProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start justify-between gap-4", className)}>
      <span className="flex min-w-0 flex-col gap-0.5">
        <span id={`${id}-label`} className="text-sm text-text">
          {label}
        </span>
        {help && (
          <span id={`${id}-help`} className="text-xs text-muted">
            {help}
          </span>
        )}
      </span>
      <Switch.Root
        checked={value}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={help ? `${id}-help` : undefined}
        className="flex h-5 w-8 shrink-0 items-center rounded-full bg-control p-0.5 transition-colors data-checked:bg-accent"
      >
        <Switch.Thumb className="size-4 rounded-full bg-raised transition-transform data-checked:translate-x-3 data-checked:bg-on-accent" />
      </Switch.Root>
    </div>
  );
}
