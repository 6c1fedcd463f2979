import { SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { Popover } from "@/components/popover";
import { ParameterForm } from "@/features/models/parameter-form";
import { isChanged } from "@/features/models/parameter-values";
import type { Answerer } from "../use-answerer";

/** The chosen model's settings, in a popover; a dot tells that some differ from their defaults. */
export function ModelSettings({ answerer }: { answerer: Answerer }) {
  const { t } = useTranslation("chat");
  const { model, settings, setSettings } = answerer;
  if (!model || model.parameters.length === 0) return null;
  const changed = model.parameters.some((parameter) => isChanged(parameter, settings));
  return (
    <Popover
      side="top"
      title={t("composer.settingsFor", { model: model.name })}
      hideTitle
      trigger={
        <IconButton
          icon={SlidersHorizontal}
          label={t("composer.settings")}
          className={
            changed
              ? "relative after:absolute after:top-1.5 after:right-1.5 after:size-1.5 after:rounded-full after:bg-accent"
              : undefined
          }
        />
      }
    >
      <ParameterForm
        parameters={model.parameters}
        providerId={model.provider_id}
        values={settings}
        onChange={setSettings}
      />
    </Popover>
  );
}
