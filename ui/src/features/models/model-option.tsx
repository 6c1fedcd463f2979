import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { cn } from "@/components/cn";
import type { Model } from "@/ipc/client";
import type { Obstacle } from "./model-groups";
import { ModelPrice } from "./model-price";
import { formatTokens } from "./money";

interface ModelOptionProps {
  id: string;
  model: Model;
  obstacle: Obstacle | null;
  chosen: boolean;
  active: boolean;
  onActivate: () => void;
  onChoose: () => void;
}

/** One model of the picker's list. */
export function ModelOption(props: ModelOptionProps) {
  const { id, model, obstacle, chosen, active, onActivate, onChoose } = props;
  const { t } = useTranslation("models");
  const usable = obstacle === null;
  const context = model.context_window === null ? null : formatTokens(model.context_window);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field takes the keys
    <div
      id={id}
      role="option"
      aria-label={model.name}
      aria-selected={chosen}
      aria-disabled={!usable || undefined}
      aria-describedby={`${id}-about`}
      data-highlighted={active || undefined}
      onPointerMove={usable ? onActivate : undefined}
      onClick={usable ? onChoose : undefined}
      className="flex items-start gap-2 rounded-md px-2 py-1.5 data-highlighted:bg-hover"
    >
      <Check
        aria-hidden
        size={16}
        strokeWidth={1.75}
        className={cn("mt-0.5 shrink-0 text-accent-text", !chosen && "invisible")}
      />
      <div id={`${id}-about`} className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-2">
          <span className={cn("truncate", usable ? "font-medium text-text" : "text-muted")}>
            {model.name}
          </span>
          {model.status === "experimental" && <Badge>{t("picker.experimental")}</Badge>}
          <span className="min-w-2 flex-1" />
          {usable ? (
            <ModelPrice model={model} />
          ) : (
            <span className="text-xs whitespace-nowrap text-muted">
              {t(`picker.reason.${obstacle}`)}
            </span>
          )}
        </div>
        {(model.description || context) && (
          <div className="flex min-w-0 gap-3 text-xs text-muted">
            <span className="min-w-0 flex-1 truncate" title={model.description ?? undefined}>
              {model.description}
            </span>
            {context && (
              <span
                className="tabular-nums whitespace-nowrap"
                title={t("picker.contextHint", { tokens: context })}
              >
                {t("picker.context", { tokens: context })}
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
