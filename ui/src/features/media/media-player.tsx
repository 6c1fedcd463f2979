import { FileX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import type { Asset } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";
import { formatType } from "./format";

/** Plays sound or video from the core's own server; no web view plays them from elsewhere. */
export function MediaPlayer({ asset }: { asset: Asset }) {
  return <Player key={asset.blob} asset={asset} />;
}

function Player({ asset }: { asset: Asset }) {
  const { t } = useTranslation("library");
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <EmptyState
        icon={FileX}
        title={t("media.unplayable")}
        text={t("media.unplayableHint", { type: formatType(asset.mime) })}
      />
    );
  }
  const common = {
    src: playbackUrl(asset.blob),
    controls: true,
    preload: "metadata",
    "aria-label": asset.title,
    onError: () => setBroken(true),
  } as const;
  if (asset.kind === "audio") {
    return <audio {...common} className="w-[min(40rem,90%)]" />;
  }
  return (
    <video
      {...common}
      width={asset.width ?? undefined}
      height={asset.height ?? undefined}
      className="max-h-full max-w-full object-contain"
    />
  );
}
