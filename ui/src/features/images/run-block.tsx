import { Copy, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { ClampedText } from "@/features/generation/clamped-text";
import { GenerationFacts } from "@/features/generation/generation-facts";
import { GenerationOutcome } from "@/features/generation/generation-outcome";
import { GenerationProgress } from "@/features/generation/generation-progress";
import { useReuseSettings } from "@/features/generation/image-settings";
import { hasEnded } from "@/features/generation/live-generation";
import { useCurrentGeneration } from "@/features/generation/use-generation";
import { copyPrompt } from "@/features/media/asset-commands";
import type { AssetId, Generation } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { ImageTile, WaitingTile } from "./image-tile";
import { expectedCount, longestSide, tileGrid, tileRatio } from "./tile-layout";

interface RunBlockProps {
  /** The row of the ledger. */
  row: Generation;
  onOpen: (id: AssetId) => void;
}

/** One run: what was asked for, what came of it or is on its way, and what can be done with it. */
export function RunBlock({ row, onOpen }: RunBlockProps) {
  const { t } = useTranslation("images");
  const reuse = useReuseSettings();
  const { generation, live } = useCurrentGeneration(row);
  const prompt = generation.prompt ?? "";
  const ended = hasEnded(generation);
  return (
    <article aria-label={prompt} className="flex min-w-0 flex-col gap-3">
      <header className="flex min-w-0 items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <ClampedText text={prompt} lines={2} className="text-base text-text" />
          <GenerationFacts generation={generation} />
        </div>
        <div className="flex shrink-0 items-center gap-1">
          <IconButton
            size="sm"
            icon={Copy}
            label={t("copyPrompt")}
            onClick={() => void copyPrompt(prompt)}
          />
          <Button
            size="sm"
            icon={RotateCcw}
            onClick={() => void reuse(generation).catch(toast.showProblem)}
          >
            {t("useSettings")}
          </Button>
        </div>
      </header>
      {!ended && <GenerationProgress generation={generation} progress={live?.progress ?? null} />}
      <Tiles
        generation={generation}
        waiting={!ended}
        onOpen={onOpen}
        onUseSettings={() => void reuse(generation).catch(toast.showProblem)}
      />
      {ended && <GenerationOutcome generation={generation} />}
      {!ended && generation.problem && <ErrorCard compact problem={generation.problem} />}
    </article>
  );
}

interface TilesProps {
  generation: Generation;
  waiting: boolean;
  onOpen: (id: AssetId) => void;
  onUseSettings: () => void;
}

function Tiles({ generation, waiting, onOpen, onUseSettings }: TilesProps) {
  const { t } = useTranslation("images");
  const outputs = generation.outputs.filter(({ deleted_at }) => deleted_at === null);
  const count = waiting ? expectedCount(generation) : outputs.length;
  if (count === 0) {
    return generation.state === "succeeded" ? (
      <p className="text-sm text-muted">{t("inTrash")}</p>
    ) : null;
  }
  const ratio = tileRatio(outputs[0], generation.params);
  const { gap, ...grid } = tileGrid(count, ratio);
  return (
    <div style={{ ...grid, gap }} className="grid">
      {Array.from({ length: count }, (_, index) => {
        const asset = outputs[index];
        return asset ? (
          <ImageTile
            key={asset.id}
            asset={asset}
            prompt={generation.prompt ?? asset.title}
            index={index}
            count={outputs.length}
            ratio={ratio}
            longSide={longestSide(ratio, count)}
            onOpen={() => onOpen(asset.id)}
            onUseSettings={onUseSettings}
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: an empty place has nothing but its number
          <WaitingTile key={index} index={index} count={count} ratio={ratio} />
        );
      })}
    </div>
  );
}
