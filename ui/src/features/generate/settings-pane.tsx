import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/skeleton";
import { ModelPicker } from "@/features/models/model-picker";
import { ParameterForm } from "@/features/models/parameter-form";
import type { ParamValues } from "@/features/models/parameter-values";
import type { Parameter } from "@/ipc/client";
import type { Request } from "./use-request";

interface SettingsPaneProps {
  request: Request;
  withModel: boolean;
}

/** The model and what it can be told. */
export function SettingsPane({ request, withModel }: SettingsPaneProps) {
  const { t } = useTranslation("models");
  const { making, choice, inputs, values, setValues } = request;
  const { model } = choice;
  return (
    <div className="flex flex-col gap-5 px-4 pb-6">
      {withModel && (
        <div className="flex flex-col gap-1.5">
          <span className="text-xs font-medium">{t("picker.label")}</span>
          <ModelPicker modality={making} value={choice.choice} onChange={choice.choose} />
        </div>
      )}
      {choice.pending && <SettingsSkeleton />}
      {!choice.pending && choice.choice === null && !withModel && (
        <p className="text-sm text-muted">{t("parameters.modelFirst")}</p>
      )}
      {model && (
        <ParameterForm
          parameters={model.parameters}
          providerId={model.provider_id}
          given={inputs.given}
          values={shownOf(values, model.parameters)}
          // What another model takes stays as it is, for when that model is chosen again.
          onChange={(next) => setValues({ ...unshown(values, model.parameters), ...next })}
        />
      )}
    </div>
  );
}

function shownOf(values: ParamValues, parameters: readonly Parameter[]): ParamValues {
  const unknown = Object.keys(unshown(values, parameters));
  return Object.fromEntries(Object.entries(values).filter(([id]) => !unknown.includes(id)));
}

function unshown(values: ParamValues, parameters: readonly Parameter[]): ParamValues {
  const shown = new Set(parameters.map(({ id }) => id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => !shown.has(id)));
}

function SettingsSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <Skeleton className="h-7 w-24" />
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
    </div>
  );
}
