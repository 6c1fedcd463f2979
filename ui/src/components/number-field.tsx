import { NumberField as Base } from "@base-ui/react/number-field";
import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";
import { controlStyles } from "./control-styles";
import { Field } from "./field";

export interface NumberFieldProps {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | null;
  aside?: ReactNode;
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  placeholder?: string;
  /** Hides the plus and minus, where steps mean nothing (a seed). */
  plain?: boolean;
  className?: string;
}

const step = "flex w-7 items-center justify-center text-muted hover:text-text disabled:opacity-40";

export function NumberField({
  label,
  hideLabel,
  help,
  error,
  aside,
  value,
  onChange,
  min,
  max,
  step: by = 1,
  unit,
  placeholder,
  plain = false,
  className,
}: NumberFieldProps) {
  const { t } = useTranslation("shell");
  return (
    <Field
      label={label}
      hideLabel={hideLabel}
      help={help}
      error={error}
      aside={aside}
      className={className}
    >
      {({ id, describedBy, invalid }) => (
        <Base.Root
          id={id}
          value={value}
          onValueChange={onChange}
          min={min}
          max={max}
          step={by}
          format={{ useGrouping: false, maximumFractionDigits: 6 }}
        >
          <Base.Group
            className={cn(controlStyles, "flex h-8 items-stretch focus-within:border-accent-text")}
          >
            <Base.Input
              placeholder={placeholder}
              aria-describedby={describedBy}
              aria-invalid={invalid || undefined}
              className="w-full min-w-0 flex-1 rounded-md bg-transparent px-2.5 tabular-nums outline-none"
            />
            {unit && <span className="self-center pr-1 text-xs text-muted">{unit}</span>}
            {!plain && (
              <>
                <Base.Decrement aria-label={t("control.less", { label })} className={step}>
                  <Minus aria-hidden size={14} strokeWidth={1.75} />
                </Base.Decrement>
                <Base.Increment aria-label={t("control.more", { label })} className={step}>
                  <Plus aria-hidden size={14} strokeWidth={1.75} />
                </Base.Increment>
              </>
            )}
          </Base.Group>
        </Base.Root>
      )}
    </Field>
  );
}
