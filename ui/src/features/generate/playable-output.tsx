import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { ContextMenu, Menu } from "@/components/menu";
import { AssetMenu } from "@/features/media/asset-menu";
import { AudioPlayer } from "@/features/media/audio-player";
import { MediaPlayer } from "@/features/media/media-player";
import { dragAsset } from "@/features/media/use-asset-drop";
import type { Asset } from "@/ipc/client";
import type { RunOutputsProps } from "./run-outputs";

interface PlayableOutputProps extends RunOutputsProps {
  asset: Asset;
}

/** A sound or film of a run, with what can be done with it. */
export function PlayableOutput({ asset, generation, onOpen, onUseSettings }: PlayableOutputProps) {
  const { t } = useTranslation("generate");
  const items = (
    <AssetMenu
      assets={[asset]}
      prompt={generation.prompt}
      onOpen={() => onOpen(asset.id)}
      onUseSettings={onUseSettings}
    />
  );
  const more = (
    <Menu
      align="end"
      trigger={<IconButton size="sm" icon={Ellipsis} label={t("moreFor", { name: asset.title })} />}
    >
      {items}
    </Menu>
  );
  if (asset.kind === "audio") {
    return (
      <ContextMenu items={items}>
        <div className="flex max-w-3xl min-w-0 items-center gap-1">
          <AudioPlayer asset={asset} />
          {more}
        </div>
      </ContextMenu>
    );
  }
  return (
    <ContextMenu items={items}>
      <div {...dragAsset(asset)} className="flex min-w-0 items-start gap-1">
        <div className="flex max-h-[26rem] max-w-[46rem] min-w-0 overflow-hidden rounded-lg bg-media [&_video]:max-h-[26rem]">
          <MediaPlayer asset={asset} />
        </div>
        {more}
      </div>
    </ContextMenu>
  );
}
