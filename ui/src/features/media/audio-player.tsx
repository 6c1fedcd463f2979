import { FileX, Pause, Play } from "lucide-react";
import { type RefObject, useEffect, useImperativeHandle } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { EmptyState } from "@/components/empty-state";
import { IconButton } from "@/components/icon-button";
import type { Asset } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";
import { formatLength, formatType } from "./format";
import { useAudio } from "./use-audio";
import { Waveform } from "./waveform";

export interface AudioHandle {
  seek: (ms: number) => void;
}

interface AudioPlayerProps {
  asset: Asset;
  handle?: RefObject<AudioHandle | null>;
  /** Told where it is while it plays. */
  onTime?: (ms: number) => void;
  className?: string;
}

/** Plays a sound and shows its shape. */
export function AudioPlayer({ asset, handle, onTime, className }: AudioPlayerProps) {
  const { t } = useTranslation("library");
  const audio = useAudio(asset.duration_ms);
  const { atMs, lengthMs, seek } = audio;
  useImperativeHandle(handle, () => ({ seek }));
  useEffect(() => onTime?.(atMs), [onTime, atMs]);
  if (audio.broken) {
    return (
      <EmptyState
        icon={FileX}
        title={t("media.unplayable")}
        text={t("media.unplayableHint", { type: formatType(asset.mime) })}
        className="py-6"
      />
    );
  }
  const name = { name: asset.title };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label={asset.title}
      className={cn(
        "flex w-full min-w-0 items-center gap-3 rounded-lg bg-sunken px-3 py-2",
        className,
      )}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: what was made has no captions of its own */}
      <audio ref={audio.element} src={playbackUrl(asset.blob)} preload="metadata" />
      <IconButton
        variant="primary"
        icon={audio.playing ? Pause : Play}
        label={audio.playing ? t("player.pause", name) : t("player.play", name)}
        onClick={audio.toggle}
        className="rounded-full [&_svg]:fill-current"
      />
      <Waveform asset={asset} atMs={atMs} lengthMs={lengthMs} onSeek={seek} />
      <span className="shrink-0 text-xs text-muted tabular-nums">
        {t("player.of", { at: formatLength(atMs), length: formatLength(lengthMs) })}
      </span>
    </div>
  );
}
