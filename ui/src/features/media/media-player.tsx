import { FileText, FileX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import type { Asset } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";
import { AudioPlayer } from "./audio-player";
import { formatType } from "./format";

/** Plays sound or video from the core's own server; no web view plays them from elsewhere. */
export function MediaPlayer({ asset }: { asset: Asset }) {
  if (asset.kind === "document") return <DocumentCard asset={asset} />;
  if (asset.kind === "audio") {
    return <AudioPlayer key={asset.blob} asset={asset} className="max-w-3xl" />;
  }
  return <VideoPlayer key={asset.blob} asset={asset} />;
}

/** What the studio keeps but does not show: its name, and that it can be saved. */
function DocumentCard({ asset }: { asset: Asset }) {
  const { t } = useTranslation("library");
  return (
    <EmptyState
      icon={FileText}
      title={asset.title}
      text={t("media.document", { type: formatType(asset.mime) })}
    />
  );
}

function VideoPlayer({ asset }: { asset: Asset }) {
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
  return (
    <video
      {...common}
      width={asset.width ?? undefined}
      height={asset.height ?? undefined}
      className="max-h-full max-w-full rounded-lg object-contain"
    />
  );
}
