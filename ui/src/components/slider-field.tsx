import { NumberField } from "@base-ui/react/number-field";
import { Slider } from "@base-ui/react/slider";
import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "./field";
import { IconButton } from "./icon-button";

export interface SliderFieldProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step: number;
  unit?: string;
  help?: ReactNode;
  /** Given where the value differs from its default; goes back to it. */
  onReset?: () => void;
  className?: string;
}

/** A bounded number, to drag or to type. */
export function SliderField(props: SliderFieldProps) {
  const { label, value, onChange, min, max, step, unit, help, onReset, className } = props;
  const { t } = useTranslation("shell");
  const number = (
    <span className="flex items-center gap-0.5">
      {onReset && (
        <IconButton
          label={t("control.reset", { label })}
          icon={RotateCcw}
          size="sm"
          onClick={onReset}
          className="size-5"
        />
      )}
      <NumberField.Root
        value={value}
        onValueChange={(next) => next !== null && onChange(next)}
        min={min}
        max={max}
        step={step}
        format={{ useGrouping: false, maximumFractionDigits: 6 }}
      >
        <NumberField.Input
          aria-label={t("control.number", { label })}
          className="h-5 w-14 rounded-sm px-1 text-right text-xs text-text tabular-nums hover:bg-hover focus-visible:outline-offset-0"
        />
      </NumberField.Root>
      {unit && <span className="text-xs text-muted">{unit}</span>}
    </span>
  );
  return (
    <Field label={label} help={help} aside={number} labelsInput={false} className={className}>
      {({ labelId, describedBy }) => (
        <Slider.Root
          aria-labelledby={labelId}
          aria-describedby={describedBy}
          value={value}
          onValueChange={(next) => onChange(next as number)}
          min={min}
          max={max}
          step={step}
        >
          <Slider.Control className="flex h-5 w-full items-center">
            <Slider.Track className="h-1 w-full rounded-full bg-control/50">
              <Slider.Indicator className="rounded-full bg-accent" />
              <Slider.Thumb
                aria-labelledby={labelId}
                className="size-3.5 rounded-full border border-control bg-raised transition-shadow has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text"
              />
            </Slider.Track>
          </Slider.Control>
        </Slider.Root>
      )}
    </Field>
  );
}
