import { useTranslation } from "react-i18next";
import { ContextMenu } from "@/components/menu";
import { Skeleton } from "@/components/skeleton";
import { AssetMenu } from "@/features/media/asset-menu";
import { BlobImage } from "@/features/media/blob-image";
import { dragAsset } from "@/features/media/use-asset-drop";
import type { Asset } from "@/ipc/client";

interface ImageTileProps {
  asset: Asset;
  prompt: string;
  index: number;
  count: number;
  ratio: number;
  longSide: number;
  onOpen: () => void;
  onUseSettings: () => void;
}

/** One picture of a run; opens large. */
export function ImageTile(props: ImageTileProps) {
  const { asset, prompt, index, count, ratio, longSide, onOpen, onUseSettings } = props;
  const { t } = useTranslation("generate");
  return (
    <ContextMenu
      items={
        <AssetMenu assets={[asset]} prompt={prompt} onOpen={onOpen} onUseSettings={onUseSettings} />
      }
    >
      <div
        {...dragAsset(asset)}
        style={{ aspectRatio: ratio }}
        className="group relative overflow-hidden rounded-lg bg-media"
      >
        <BlobImage hash={asset.blob} alt={prompt} longSide={longSide} />
        <button
          type="button"
          aria-label={t("open", { index: index + 1, count })}
          onClick={onOpen}
          className="absolute inset-0 cursor-zoom-in rounded-lg ring-inside"
        />
      </div>
    </ContextMenu>
  );
}

/** Holds the place of a picture that is still being made. */
export function WaitingTile({
  index,
  count,
  ratio,
}: {
  index: number;
  count: number;
  ratio: number;
}) {
  const { t } = useTranslation("generate");
  return (
    <div role="img" aria-label={t("expected", { index: index + 1, count })}>
      <div style={{ aspectRatio: ratio }}>
        <Skeleton className="size-full rounded-lg" />
      </div>
    </div>
  );
}
