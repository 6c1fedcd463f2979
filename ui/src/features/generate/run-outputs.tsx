import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/skeleton";
import { TranscriptView } from "@/features/generation/transcript-view";
import type { Asset, AssetId, Generation } from "@/ipc/client";
import { ImageTile, WaitingTile } from "./image-tile";
import { PlayableOutput } from "./playable-output";
import { expectedCount, longestSide, tileGrid, tileRatio } from "./tile-layout";

export interface RunOutputsProps {
  generation: Generation;
  waiting: boolean;
  onOpen: (id: AssetId) => void;
  onUseSettings: () => void;
}

const LISTENED: ReadonlySet<Generation["kind"]> = new Set(["speech", "sound", "music"]);

/** What came of a run, each thing shown as what it is, and a place for what is on its way. */
export function RunOutputs(props: RunOutputsProps) {
  const { generation, waiting } = props;
  const { t } = useTranslation("generate");
  const { kind, state } = generation;
  const outputs = generation.outputs.filter(({ deleted_at }) => deleted_at === null);
  const played = outputs.filter((asset) => asset.kind !== "image");
  const pictures = outputs.filter((asset) => asset.kind === "image");
  if (kind === "transcription") {
    if (waiting) return <Skeleton className="h-24 max-w-3xl rounded-lg" />;
    return state === "succeeded" ? <TranscriptView generation={generation} /> : null;
  }
  if (!waiting && outputs.length === 0) {
    return state === "succeeded" ? <p className="text-sm text-muted">{t("inTrash")}</p> : null;
  }
  const listened = LISTENED.has(kind);
  const missing = waiting ? expectedCount(generation) - outputs.length : 0;
  return (
    <>
      {played.map((asset) => (
        <PlayableOutput key={asset.id} {...props} asset={asset} />
      ))}
      {listened &&
        Array.from({ length: missing }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an empty place has nothing but its number
          <Skeleton key={index} className="h-16 max-w-3xl rounded-lg" />
        ))}
      {!listened && (pictures.length > 0 || missing > 0) && (
        <Tiles {...props} pictures={pictures} places={pictures.length + missing} />
      )}
    </>
  );
}

interface TilesProps extends RunOutputsProps {
  pictures: readonly Asset[];
  /** Pictures and those that are on their way. */
  places: number;
}

function Tiles({ generation, pictures, places, onOpen, onUseSettings }: TilesProps) {
  const ratio = tileRatio(pictures[0], generation.params, generation.kind === "video");
  const { gap, ...grid } = tileGrid(places, ratio);
  return (
    <div style={{ ...grid, gap }} className="grid">
      {Array.from({ length: places }, (_, index) => {
        const asset = pictures[index];
        return asset ? (
          <ImageTile
            key={asset.id}
            asset={asset}
            prompt={generation.prompt || asset.title}
            index={index}
            count={pictures.length}
            ratio={ratio}
            longSide={longestSide(ratio, places)}
            onOpen={() => onOpen(asset.id)}
            onUseSettings={onUseSettings}
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: an empty place has nothing but its number
          <WaitingTile key={index} index={index} count={places} ratio={ratio} />
        );
      })}
    </div>
  );
}
