import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/skeleton";
import { ModelPicker } from "@/features/models/model-picker";
import { ParameterForm } from "@/features/models/parameter-form";
import { fittingValues } from "@/features/models/parameter-values";
import type { ImageRequest } from "./use-image-request";

interface ImageSettingsPaneProps {
  request: ImageRequest;
  withModel: boolean;
}

/** The model and what it can be told. */
export function ImageSettingsPane({ request, withModel }: ImageSettingsPaneProps) {
  const { t } = useTranslation("models");
  const { choice, values, setValues } = request;
  return (
    <div className="flex flex-col gap-5 px-4 pb-6">
      {withModel && (
        <div className="flex flex-col gap-1.5">
          <span className="text-xs font-medium">{t("picker.label")}</span>
          <ModelPicker modality="image" value={choice.choice} onChange={choice.choose} />
        </div>
      )}
      {choice.pending && <SettingsSkeleton />}
      {choice.model && (
        <ParameterForm
          parameters={choice.model.parameters}
          values={fittingValues(values, choice.model.parameters)}
          // What another model takes stays as it is, for when that model is chosen again.
          onChange={(next) => setValues({ ...unshown(values, choice.model?.parameters), ...next })}
        />
      )}
    </div>
  );
}

function unshown(
  values: ImageRequest["values"],
  parameters: readonly { id: string }[] = [],
): ImageRequest["values"] {
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
