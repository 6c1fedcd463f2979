import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { buttonStyles } from "@/components/button-styles";
import { cn } from "@/components/cn";
import { controlStyles } from "@/components/control-styles";
import { Popover } from "@/components/popover";
import type { Modality, ModelRef } from "@/ipc/client";
import { findModel, obstacleOf } from "./model-groups";
import { ModelList } from "./model-list";
import { modelsQuery, providersQuery } from "./queries";

export interface ModelPickerProps {
  modality: Modality;
  value: ModelRef | null;
  onChange: (model: ModelRef) => void;
  /** `sm` for a toolbar, `md` for a form. */
  size?: "sm" | "md";
  className?: string;
}

/** Chooses a model among all that make the given thing. */
export function ModelPicker({
  modality,
  value,
  onChange,
  size = "md",
  className,
}: ModelPickerProps) {
  const { t } = useTranslation("models");
  const [open, setOpen] = useState(false);
  const models = useQuery(modelsQuery(modality));
  const providers = useQuery(providersQuery);

  const model = findModel(models.data ?? [], value);
  const name = model?.name ?? value?.model_id ?? null;
  const gone = value !== null && models.isSuccess && !model;
  const reason = gone
    ? "missing"
    : model && !model.usable
      ? obstacleOf(providers.data?.find(({ id }) => id === model.provider_id))
      : null;
  const note = reason ? t(`picker.reason.${reason}`) : (model?.provider_name ?? null);

  const trigger = (
    <button
      type="button"
      aria-label={name ? t("picker.labelWithName", { name }) : t("picker.choose")}
      title={[name, note].filter(Boolean).join(" · ") || undefined}
      className={cn(
        "min-w-0 text-left",
        size === "sm"
          ? cn(buttonStyles({ variant: "ghost", size: "md" }), "max-w-80 shrink px-2")
          : cn(controlStyles, "flex min-h-11 items-center gap-2 px-2.5 py-1"),
        className,
      )}
    >
      {reason && (
        <TriangleAlert aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-warning" />
      )}
      {size === "sm" ? (
        <span className="truncate text-text">{name ?? t("picker.choose")}</span>
      ) : (
        <span className="flex min-w-0 flex-1 flex-col">
          <span className={cn("truncate", name ? "font-medium" : "text-muted")}>
            {name ?? t("picker.choose")}
          </span>
          {note && (
            <span className={cn("truncate text-xs", reason ? "text-warning" : "text-muted")}>
              {note}
            </span>
          )}
        </span>
      )}
      <ChevronsUpDown aria-hidden size={14} strokeWidth={1.75} className="shrink-0 text-muted" />
    </button>
  );

  return (
    <Popover
      trigger={trigger}
      title={t("picker.choose")}
      hideTitle
      open={open}
      onOpenChange={setOpen}
      className="flex w-[26rem] flex-col overflow-hidden p-0"
    >
      <ModelList
        modality={modality}
        value={value}
        onChoose={(next) => {
          onChange(next);
          setOpen(false);
        }}
        onLeave={() => setOpen(false)}
      />
    </Popover>
  );
}
