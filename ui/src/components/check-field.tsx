import { Checkbox } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

interface CheckFieldProps {
  label: ReactNode;
  value: boolean;
  onChange: (value: boolean) => void;
  help?: ReactNode;
  className?: string;
}

/** Something to agree to or to pick out. */
export function CheckField({ label, value, onChange, help, className }: CheckFieldProps) {
  const id = useId();
  return (
    <div className={cn("flex min-w-0 items-start gap-2.5", className)}>
      <Checkbox.Root
        checked={value}
        onCheckedChange={(checked) => onChange(checked)}
        aria-labelledby={`${id}-label`}
        aria-describedby={help ? `${id}-help` : undefined}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-raised transition-colors data-checked:border-accent data-checked:bg-accent data-checked:text-on-accent"
      >
        <Checkbox.Indicator>
          <Check aria-hidden size={12} strokeWidth={2.5} />
        </Checkbox.Indicator>
      </Checkbox.Root>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the text is a larger place to press */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box itself takes the keys */}
      <span className="flex min-w-0 flex-col gap-0.5" onClick={() => onChange(!value)}>
        <span id={`${id}-label`} className="text-sm wrap-anywhere text-text">
          {label}
        </span>
        {help && (
          <span id={`${id}-help`} className="text-xs text-muted">
            {help}
          </span>
        )}
      </span>
    </div>
  );
}
