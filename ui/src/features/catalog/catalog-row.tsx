import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { cn } from "@/components/cn";
import { ModelPrice } from "@/features/models/model-price";
import { formatTokens } from "@/features/models/money";
import type { Capabilities, CatalogEntry } from "@/ipc/client";
import { type Standing, standingOf } from "./catalog-filter";

const TONES: Record<Exclude<Standing, "ready">, "neutral" | "warning" | "accent"> = {
  experimental: "neutral",
  "coming-soon": "accent",
  vanished: "warning",
  off: "neutral",
};

/** One model of the catalogue on two lines. */
export function CatalogRow({ entry }: { entry: CatalogEntry }) {
  const { t } = useTranslation("catalog");
  const { model } = entry;
  const standing = standingOf(entry);
  const can = (Object.keys(model.capabilities) as (keyof Capabilities)[]).filter(
    (capability) => model.capabilities[capability],
  );
  const about = model.description ?? model.id;
  return (
    <article
      aria-label={model.name}
      className={cn(
        "flex h-full min-w-0 flex-col justify-center border-b border-line px-2",
        !entry.selectable && "text-muted",
      )}
    >
      <div className="flex min-w-0 items-center gap-x-3">
        <h3 className="truncate text-sm font-medium" title={model.id}>
          {model.name}
        </h3>
        {standing !== "ready" && <Badge tone={TONES[standing]}>{t(`standing.${standing}`)}</Badge>}
        {entry.new && <Badge tone="positive">{t("new")}</Badge>}
        <span className="flex-1" />
        {model.context_window !== null && (
          <span className="hidden text-xs whitespace-nowrap text-muted tabular-nums narrow:inline">
            {t("context", { tokens: formatTokens(model.context_window) })}
          </span>
        )}
        <ModelPrice model={model} />
      </div>
      <div className="flex min-w-0 items-center gap-x-3 text-xs text-muted">
        <span className="min-w-0 truncate" title={about}>
          {about}
        </span>
        <span className="flex-1" />
        {can.length > 0 && (
          <span className="hidden whitespace-nowrap narrow:inline">
            {can.map((capability) => t(`capability.${capability}`)).join(" · ")}
          </span>
        )}
        <span className="shrink-0 whitespace-nowrap">{t(`modality.${model.modality}`)}</span>
      </div>
    </article>
  );
}
