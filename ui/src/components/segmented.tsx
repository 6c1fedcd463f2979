import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Field } from "./field";

export interface SegmentedOption<T extends string> {
  value: T;
  label: string;
  icon?: LucideIcon;
  /** Only the icon is drawn; the label stays its name. */
  iconOnly?: boolean;
}

export interface SegmentedProps<T extends string> {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  aside?: ReactNode;
  value: T;
  onChange: (value: T) => void;
  options: readonly SegmentedOption<T>[];
  className?: string;
}

/** A few choices side by side, one of them chosen. */
export function Segmented<T extends string>({
  label,
  hideLabel,
  help,
  aside,
  value,
  onChange,
  options,
  className,
}: SegmentedProps<T>) {
  return (
    <Field
      label={label}
      hideLabel={hideLabel}
      help={help}
      aside={aside}
      labelsInput={false}
      className={className}
    >
      {({ labelId, describedBy }) => (
        <RadioGroup
          aria-labelledby={labelId}
          aria-describedby={describedBy}
          value={value}
          onValueChange={(next) => onChange(next as T)}
          className="flex min-h-8 flex-wrap gap-0.5 rounded-md bg-sunken p-0.5 shadow-[inset_0_0_0_1px_var(--line)]"
        >
          {options.map(({ value: choice, label: name, icon: Icon, iconOnly }) => (
            <Radio.Root
              key={choice}
              value={choice}
              aria-label={name}
              className={cn(
                "flex h-7 min-w-0 flex-auto items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-xs font-medium whitespace-nowrap text-muted transition-colors",
                "hover:text-text data-checked:bg-segment data-checked:text-text data-checked:shadow-[0_0_0_1px_var(--line)]",
              )}
            >
              {Icon && <Icon aria-hidden size={14} strokeWidth={1.75} />}
              {!iconOnly && name}
            </Radio.Root>
          ))}
        </RadioGroup>
      )}
    </Field>
  );
}
