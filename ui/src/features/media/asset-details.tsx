import { useQuery } from "@tanstack/react-query";
import { RotateCcw, Trash2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { Skeleton } from "@/components/skeleton";
import { ExportButton } from "@/features/export/export-button";
import { useReuseSettings } from "@/features/generation/generate-settings";
import { GenerationTimeline } from "@/features/generation/generation-timeline";
import { isMaking } from "@/features/generation/making";
import { findModel } from "@/features/models/model-groups";
import { describeValue } from "@/features/models/parameter-values";
import { CostLine } from "@/features/models/price-line";
import { modelsQuery } from "@/features/models/queries";
import { RecipeFacts } from "@/features/recipes/recipe-facts";
import { type Asset, type AssetId, type Generation, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { restoreAssets, revealAsset, saveAssetAs } from "./asset-commands";
import { DetailRow } from "./detail-row";
import { formatBytes, formatDateTime, formatLength, formatType } from "./format";
import { PromptText } from "./prompt-text";
import { assetQuery } from "./queries";
import { SourceFacts } from "./source-facts";
import { UseAsButton } from "./use-as-items";

interface AssetDetailsProps {
  id: AssetId;
  /** Moves it to the trash; what is shown next is the place's own matter. */
  onTrash: () => void;
  /** Called after the Generate page was shown in its place. */
  onReuse?: () => void;
}

/** How a thing in the library was made, what file it is, and what can be done with it. */
export function AssetDetails({ id, onTrash, onReuse }: AssetDetailsProps) {
  const { data, error, refetch } = useQuery(assetQuery(id));
  if (error) {
    return <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <DetailsSkeleton />;
  const { asset, generation, source, recipe } = data;
  return (
    <div className="flex flex-col gap-5">
      {generation?.prompt && <PromptText prompt={generation.prompt} />}
      <AssetButtons asset={asset} generation={generation} onTrash={onTrash} onReuse={onReuse} />
      {generation && <MadeBy generation={generation} />}
      {recipe && <RecipeFacts recipe={recipe} kind={asset.kind} onUse={onReuse} />}
      <FileFacts asset={asset} />
      {source && <SourceFacts source={source} />}
      {generation && <GenerationTimeline generation={generation} />}
    </div>
  );
}

function DetailsSkeleton() {
  const { t } = useTranslation("library");
  return (
    <div role="status" aria-label={t("media.loading")} className="flex flex-col gap-3">
      <Skeleton className="h-4 w-16" />
      <Skeleton className="h-14" />
      <Skeleton className="h-8" />
      <Skeleton className="h-28" />
      <Skeleton className="h-20" />
    </div>
  );
}

interface AssetButtonsProps extends Omit<AssetDetailsProps, "id"> {
  asset: Asset;
  generation: Generation | null;
}

function AssetButtons({ asset, generation, onTrash, onReuse }: AssetButtonsProps) {
  const { t } = useTranslation("library");
  const reuse = useReuseSettings();
  const inTrash = asset.deleted_at !== null;
  return (
    <div className="flex flex-col gap-2">
      {inTrash ? (
        <Button variant="primary" icon={Undo2} onClick={() => void restoreAssets([asset])}>
          {t("actions.restore")}
        </Button>
      ) : (
        generation &&
        isMaking(generation.kind) && (
          <Button
            icon={RotateCcw}
            onClick={() => {
              void reuse(generation).catch(toast.showProblem);
              onReuse?.();
            }}
          >
            {t("actions.useSettings")}
          </Button>
        )
      )}
      {!inTrash && <UseAsButton asset={asset} onUse={onReuse} />}
      <div className="flex flex-wrap gap-2">
        <Button className="flex-auto" onClick={() => void saveAssetAs(asset.id)}>
          {t("actions.saveAs")}
        </Button>
        <Button className="flex-auto" onClick={() => void revealAsset(asset.id)}>
          {t("actions.reveal")}
        </Button>
        <ExportButton assets={[asset]} className="flex-auto" />
        {!inTrash && (
          <IconButton
            variant="secondary"
            icon={Trash2}
            label={t("actions.trash")}
            shortcut="delete"
            onClick={onTrash}
          />
        )}
      </div>
    </div>
  );
}

function MadeBy({ generation }: { generation: Generation }) {
  const { t } = useTranslation("library");
  const models = useQuery(modelsQuery(generation.kind));
  const model = findModel(models.data ?? [], {
    provider_id: generation.provider_id,
    model_id: generation.model_id,
  });
  const words = { on: t("details.on"), off: t("details.off") };
  const params = Object.entries(generation.params).map(([id, value]) => {
    const parameter = model?.parameters.find((known) => known.id === id);
    return {
      id,
      // The model may be gone: then its own words for its parameters are what is left.
      label: parameter?.label ?? id,
      value: parameter
        ? describeValue(parameter, value, words)
        : typeof value === "boolean"
          ? words[value ? "on" : "off"]
          : String(value),
    };
  });
  const { outputs, actual_cost: cost } = generation;
  return (
    <dl>
      <DetailRow label={t("details.model")}>{generation.model_name}</DetailRow>
      <DetailRow label={t("details.provider")}>{generation.provider_name}</DetailRow>
      {params.map(({ id, label, value }) => (
        <DetailRow key={id} label={label}>
          {value}
        </DetailRow>
      ))}
      {cost && (
        <DetailRow label={t("details.cost")}>
          <CostLine cost={cost} basis={generation.cost_basis} className="text-sm text-text" />
          {outputs.length > 1 && (
            <span className="block text-xs text-muted">
              {t("details.costOf", { count: outputs.length })}
            </span>
          )}
        </DetailRow>
      )}
    </dl>
  );
}

function FileFacts({ asset }: { asset: Asset }) {
  const { t } = useTranslation("library");
  const { width, height, duration_ms: length, deleted_at: deleted } = asset;
  return (
    <section aria-label={t("details.file")}>
      <h3 className="mb-1 text-xs font-medium text-muted">{t("details.file")}</h3>
      <dl>
        {width !== null && height !== null && (
          <DetailRow label={t("details.dimensions")}>
            {t("details.pixels", { width, height })}
          </DetailRow>
        )}
        {length !== null && (
          <DetailRow label={t("details.length")}>{formatLength(length)}</DetailRow>
        )}
        <DetailRow label={t("details.type")}>{formatType(asset.mime)}</DetailRow>
        <DetailRow label={t("details.size")}>{formatBytes(asset.byte_size)}</DetailRow>
        <DetailRow label={t("details.created")}>{formatDateTime(asset.created_at)}</DetailRow>
        {deleted !== null && (
          <DetailRow label={t("details.deleted")}>{formatDateTime(deleted)}</DetailRow>
        )}
      </dl>
    </section>
  );
}
