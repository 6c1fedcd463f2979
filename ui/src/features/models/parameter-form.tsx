import { CircleHelp, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import type { Parameter, ProviderId } from "@/ipc/client";
import { ParameterControl } from "./parameter-control";
import {
  describeValue,
  isChanged,
  type ParamValues,
  shownValue,
  visibleParameters,
  withValue,
} from "./parameter-values";

export interface ParameterFormProps {
  parameters: readonly Parameter[];
  values: ParamValues;
  /** Whose voices there are to choose from. */
  providerId?: ProviderId;
  /** The slots that something is given in. */
  given?: ReadonlySet<string>;
  onChange: (values: ParamValues) => void;
}

/** The settings of a model, drawn from what its manifest says it takes. */
export function ParameterForm({
  parameters: all,
  values,
  providerId,
  given,
  onChange,
}: ParameterFormProps) {
  const { t } = useTranslation("models");
  const [explained, setExplained] = useState(false);
  const parameters = visibleParameters(all, values, given);
  if (all.length === 0) return <p className="text-sm text-muted">{t("parameters.none")}</p>;

  const anyChanged = parameters.some((parameter) => isChanged(parameter, values));
  const resetAll = () =>
    onChange(parameters.reduce((left, each) => withValue(left, each, null), values));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column in every web view
    <div role="group" aria-label={t("parameters.title")} className="flex min-w-0 flex-col gap-4">
      <div className="flex h-7 items-center gap-1">
        <h3 className="flex-1 text-sm font-semibold">{t("parameters.title")}</h3>
        {anyChanged && (
          <Button variant="ghost" size="sm" onClick={resetAll}>
            {t("parameters.resetAll")}
          </Button>
        )}
        <IconButton
          size="sm"
          icon={CircleHelp}
          label={t("parameters.explain")}
          pressed={explained}
          onClick={() => setExplained(!explained)}
        />
      </div>
      {parameters.map((parameter) => (
        <ParameterRow
          key={parameter.id}
          parameter={parameter}
          values={values}
          providerId={providerId}
          explained={explained}
          onChange={onChange}
        />
      ))}
    </div>
  );
}

interface ParameterRowProps extends Omit<ParameterFormProps, "parameters" | "given"> {
  parameter: Parameter;
  explained: boolean;
}

/** Controls that bring their own way back to the default. */
const RESETS_ITSELF = new Set<Parameter["control"]>(["slider", "seed", "switch"]);

function ParameterRow(props: ParameterRowProps) {
  const { parameter, values, providerId, explained, onChange } = props;
  const { t } = useTranslation("models");
  const { label } = parameter;
  const changed = isChanged(parameter, values);
  const words = { on: t("parameters.on"), off: t("parameters.off") };
  const usual =
    parameter.default === null ? null : describeValue(parameter, parameter.default, words);

  const defaultSentence = () => {
    if (parameter.control === "seed") {
      return t(
        values[parameter.id] === undefined ? "parameters.seed.unlocked" : "parameters.seed.locked",
      );
    }
    return usual === null ? t("parameters.noDefault") : t("parameters.defaultIs", { value: usual });
  };
  const help = explained
    ? [parameter.help, defaultSentence()].filter(Boolean).join(" ")
    : undefined;
  return (
    <div className="relative min-w-0">
      <ParameterControl
        parameter={parameter}
        // A seed that was not set is new for each run, whatever its default.
        value={
          parameter.control === "seed"
            ? (values[parameter.id] ?? null)
            : shownValue(parameter, values)
        }
        changed={changed}
        providerId={providerId}
        help={help}
        onChange={(value) => onChange(withValue(values, parameter, value))}
      />
      {changed && !RESETS_ITSELF.has(parameter.control) && (
        <IconButton
          size="sm"
          icon={RotateCcw}
          label={
            usual === null
              ? t("parameters.resetAutomatic", { label })
              : t("parameters.reset", { label, value: usual })
          }
          onClick={() => onChange(withValue(values, parameter, null))}
          className="absolute top-0 right-0 size-5"
        />
      )}
    </div>
  );
}
