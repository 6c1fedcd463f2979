import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { controlStyles } from "./control-styles";
import { Field } from "./field";
import { menuItemStyles, popupStyles } from "./popup-styles";

export interface SelectOption<T extends string> {
  value: T;
  label: string;
  description?: string;
  /** Options with the same group stand together under its name. */
  group?: string;
  icon?: LucideIcon;
  disabled?: boolean;
}

export interface SelectProps<T extends string> {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | null;
  value: T | null;
  onChange: (value: T) => void;
  options: readonly SelectOption<T>[];
  /** Shown while nothing is chosen. */
  placeholder?: string;
  size?: "sm" | "md";
  /** `ghost` draws no border, for a toolbar. */
  variant?: "field" | "ghost";
  className?: string;
}

function byGroup<T extends string>(options: readonly SelectOption<T>[]) {
  const groups = new Map<string, SelectOption<T>[]>();
  for (const option of options) {
    const name = option.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), option]);
  }
  return [...groups];
}

function Option<T extends string>({ option }: { option: SelectOption<T> }) {
  const { icon: Icon } = option;
  return (
    <Base.Item
      value={option.value}
      label={option.label}
      disabled={option.disabled}
      className={cn(menuItemStyles, "pr-2")}
    >
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} className="text-muted" />}
      <span className="flex min-w-0 flex-1 flex-col">
        <Base.ItemText className="truncate">{option.label}</Base.ItemText>
        {option.description && (
          <span className="truncate text-xs text-muted">{option.description}</span>
        )}
      </span>
      <span className="flex w-4 justify-center">
        <Base.ItemIndicator>
          <Check aria-hidden size={16} strokeWidth={1.75} className="text-accent-text" />
        </Base.ItemIndicator>
      </span>
    </Base.Item>
  );
}

export function Select<T extends string>({
  label,
  hideLabel,
  help,
  error,
  value,
  onChange,
  options,
  placeholder,
  size = "md",
  variant = "field",
  className,
}: SelectProps<T>) {
  return (
    <Field
      label={label}
      hideLabel={hideLabel}
      help={help}
      error={error}
      labelsInput={false}
      className={className}
    >
      {({ labelId, describedBy, invalid }) => (
        <Base.Root
          items={options}
          value={value}
          onValueChange={(next) => next !== null && onChange(next as T)}
        >
          <Base.Trigger
            aria-labelledby={labelId}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            className={cn(
              "flex items-center justify-between gap-2 text-left",
              variant === "field"
                ? controlStyles
                : "rounded-md font-medium transition-colors hover:bg-hover data-popup-open:bg-pressed",
              size === "sm" ? "h-7 px-2 text-xs" : "h-8 px-2.5 text-sm",
            )}
          >
            <Base.Value
              className="truncate data-placeholder:text-muted"
              placeholder={placeholder}
            />
            <Base.Icon className="text-muted">
              <ChevronsUpDown aria-hidden size={14} strokeWidth={1.75} />
            </Base.Icon>
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
              <Base.Popup
                className={cn(
                  popupStyles,
                  "max-h-[min(24rem,var(--available-height))] max-w-96 min-w-(--anchor-width) overflow-y-auto p-1",
                )}
              >
                {byGroup(options).map(([group, members]) => (
                  <Base.Group key={group}>
                    {group && (
                      <Base.GroupLabel className="px-2 pt-2 pb-1 text-xs font-medium text-muted">
                        {group}
                      </Base.GroupLabel>
                    )}
                    {members.map((option) => (
                      <Option key={option.value} option={option} />
                    ))}
                  </Base.Group>
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}
