import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NumberField } from "@/components/number-field";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { SliderField } from "@/components/slider-field";
import { SwitchField } from "@/components/switch-field";
import { TextArea } from "@/components/text-area";
import { TextField } from "@/components/text-field";
import { VoiceField } from "@/features/voices/voice-field";
import type { Parameter, ParamValue, ProviderId } from "@/ipc/client";
import { nearestAllowed } from "./parameter-values";
import { parseRatio } from "./ratio";
import { ratioGlyph } from "./ratio-glyph";
import { SeedField } from "./seed-field";

export interface ParameterControlProps {
  parameter: Parameter;
  /** Null where the provider decides. */
  value: ParamValue | null;
  onChange: (value: ParamValue | null) => void;
  changed: boolean;
  providerId?: ProviderId;
  help?: ReactNode;
}

/** Stands for "left to the provider" among choices, which have no value of that kind. */
const AUTOMATIC = "\u0000automatic";
const MOST_SEGMENTS = 4;
/** Labels that together are longer do not fit side by side into the inspector. */
const MOST_SEGMENT_LETTERS = 30;

const asNumber = (value: ParamValue | null) => (typeof value === "number" ? value : null);

/** The control that fits a parameter. */
export function ParameterControl(props: ParameterControlProps) {
  const { parameter, value, onChange, help, providerId } = props;
  const write = ({ target }: { target: { value: string } }) =>
    onChange(target.value === "" && !parameter.default ? null : target.value);
  const text = typeof value === "string" ? value : "";
  switch (parameter.control) {
    case "switch":
      return (
        <SwitchField
          label={parameter.label}
          help={help}
          value={value === true}
          onChange={onChange}
        />
      );
    case "choice":
      return <ChoiceControl {...props} />;
    case "slider":
      return <RangeControl {...props} />;
    case "number":
      return <NumberControl {...props} />;
    case "seed":
      return (
        <SeedField parameter={parameter} value={asNumber(value)} onChange={onChange} help={help} />
      );
    case "text":
      return <TextField label={parameter.label} help={help} value={text} onChange={write} />;
    case "text-area":
      return (
        <TextArea
          label={parameter.label}
          help={help}
          autoGrow
          rows={3}
          maxRows={10}
          value={text}
          onChange={write}
        />
      );
    case "voice":
      // Without a provider that tells its voices, the voice is named by hand.
      return providerId === undefined ? (
        <TextField label={parameter.label} help={help} value={text} onChange={write} />
      ) : (
        <VoiceField
          label={parameter.label}
          help={help}
          providerId={providerId}
          value={text === "" ? null : text}
          onChange={onChange}
        />
      );
  }
}

/** A slider needs both ends and a value to stand at; without them a number says the same. */
function RangeControl(props: ParameterControlProps) {
  const { parameter, value, onChange, changed, help } = props;
  const { label, minimum, maximum, unit } = parameter;
  const number = asNumber(value);
  if (minimum === null || maximum === null || number === null) return <NumberControl {...props} />;
  return (
    <SliderField
      label={label}
      help={help}
      value={number}
      min={minimum}
      max={maximum}
      step={parameter.step ?? (maximum - minimum) / 100}
      unit={unit ?? undefined}
      onChange={(next) => onChange(nearestAllowed(parameter, next))}
      onReset={changed ? () => onChange(parameter.default) : undefined}
    />
  );
}

function NumberControl({ parameter, value, onChange, help }: ParameterControlProps) {
  const { t } = useTranslation("models");
  return (
    <NumberField
      label={parameter.label}
      help={help}
      value={asNumber(value)}
      min={parameter.minimum ?? undefined}
      max={parameter.maximum ?? undefined}
      step={parameter.step ?? undefined}
      unit={parameter.unit ?? undefined}
      placeholder={t("parameters.automatic")}
      onChange={(next) => onChange(next === null ? null : nearestAllowed(parameter, next))}
    />
  );
}

function ChoiceControl({ parameter, value, onChange, help }: ParameterControlProps) {
  const { t } = useTranslation("models");
  const { label, choices } = parameter;
  const automatic =
    parameter.default === null ? [{ value: AUTOMATIC, label: t("parameters.automatic") }] : [];
  const options = [...automatic, ...choices].map((choice) => {
    const ratio = parseRatio(choice.value) ?? parseRatio(choice.label);
    return { ...choice, icon: ratio ? ratioGlyph(ratio) : undefined };
  });
  const shown = typeof value === "string" ? value : AUTOMATIC;
  const choose = (next: string) => onChange(next === AUTOMATIC ? null : next);
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  if (options.length <= MOST_SEGMENTS && letters <= MOST_SEGMENT_LETTERS) {
    return (
      <Segmented label={label} help={help} value={shown} onChange={choose} options={options} />
    );
  }
  const usual = parameter.default ?? AUTOMATIC;
  return (
    <Select
      label={label}
      help={help}
      value={shown}
      onChange={choose}
      options={options.map((option) => ({
        ...option,
        description: option.value === usual ? t("parameters.default") : undefined,
      }))}
    />
  );
}
