import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { CheckField } from "@/components/check-field";
import { IconButton } from "@/components/icon-button";
import { Select } from "@/components/select";
import { TextArea } from "@/components/text-area";
import { TextField } from "@/components/text-field";
import { ModelPicker } from "@/features/models/model-picker";
import { useModelNames } from "@/features/models/use-model-names";
import type { Modality, ModelRef, Parameter } from "@/ipc/client";
import { type AxisDraft, isByLine, parameterAxis, parameterOf } from "./batch-draft";

interface AxisFieldProps {
  label: string;
  making: Modality;
  parameters: readonly Parameter[];
  axis: AxisDraft;
  onChange: (axis: AxisDraft) => void;
}

/** What differs along one side of the grid, and its values. */
export function AxisField({ label, making, parameters, axis, onChange }: AxisFieldProps) {
  const { t } = useTranslation("batch");
  const parameter = parameterOf(axis, parameters);
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-3">
      <Select
        label={label}
        value={axis.what}
        onChange={(what) => onChange({ what, text: "", models: [] })}
        options={[
          { value: "none", label: t("axis.none") },
          { value: "model", label: t("axis.model") },
          ...parameters.map((each) => ({ value: parameterAxis(each.id), label: each.label })),
        ]}
      />
      {parameter && (
        <AxisValues
          parameter={parameter}
          text={axis.text}
          onChange={(text) => onChange({ ...axis, text })}
        />
      )}
      {axis.what === "model" && (
        <AxisModels
          making={making}
          models={axis.models}
          onChange={(models) => onChange({ ...axis, models })}
        />
      )}
    </div>
  );
}

interface AxisValuesProps {
  parameter: Parameter;
  text: string;
  onChange: (text: string) => void;
}

function AxisValues({ parameter, text, onChange }: AxisValuesProps) {
  const { t } = useTranslation(["batch", "models"]);
  const name = t("batch:valuesOf", { name: parameter.label });
  const choices =
    parameter.control === "switch"
      ? [
          { value: "true", label: t("models:parameters.on") },
          { value: "false", label: t("models:parameters.off") },
        ]
      : parameter.choices;
  if (choices.length > 0) {
    const ticked = text === "" ? [] : text.split(",");
    const tick = (value: string, on: boolean) => {
      const kept = choices.filter((choice) =>
        choice.value === value ? on : ticked.includes(choice.value),
      );
      onChange(kept.map((choice) => choice.value).join(","));
    };
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column in every web view
      <div role="group" aria-label={name} className="flex max-h-40 flex-col gap-2 overflow-y-auto">
        {choices.map((choice) => (
          <CheckField
            key={choice.value}
            label={choice.label}
            value={ticked.includes(choice.value)}
            onChange={(on) => tick(choice.value, on)}
          />
        ))}
      </div>
    );
  }
  const common = { label: name, value: text };
  return isByLine(parameter) ? (
    <TextArea
      {...common}
      autoGrow
      rows={2}
      maxRows={6}
      help={t("batch:linesHelp")}
      onChange={({ target }) => onChange(target.value)}
    />
  ) : (
    <TextField
      {...common}
      help={t("batch:valuesHelp")}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface AxisModelsProps {
  making: Modality;
  models: readonly ModelRef[];
  onChange: (models: readonly ModelRef[]) => void;
}

function AxisModels({ making, models, onChange }: AxisModelsProps) {
  const { t } = useTranslation("batch");
  const nameOf = useModelNames(making);
  const same = (a: ModelRef, b: ModelRef) =>
    a.provider_id === b.provider_id && a.model_id === b.model_id;
  return (
    <div className="flex flex-col gap-2">
      {models.length > 0 && (
        <ul aria-label={t("models")} className="flex flex-col gap-1">
          {models.map((model) => (
            <li
              key={`${model.provider_id}/${model.model_id}`}
              className="flex min-w-0 items-center gap-2 rounded-md bg-sunken py-0.5 pr-1 pl-2.5"
            >
              <span className="min-w-0 flex-1 truncate">{nameOf(model)}</span>
              <IconButton
                size="sm"
                icon={X}
                label={t("removeModel", { name: nameOf(model) })}
                onClick={() => onChange(models.filter((other) => other !== model))}
              />
            </li>
          ))}
        </ul>
      )}
      <ModelPicker
        modality={making}
        value={null}
        onChange={(model) => {
          if (!models.some((other) => same(other, model))) onChange([...models, model]);
        }}
      />
    </div>
  );
}
