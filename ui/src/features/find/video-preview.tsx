import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BlobHash } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";

/** Plays a video that is not in the library yet. */
export function VideoPreview({ hash, title }: { hash: BlobHash; title: string }) {
  const { t } = useTranslation("find");
  const [broken, setBroken] = useState(false);
  if (broken) return <p className="p-4 text-sm text-muted">{t("details.unplayable")}</p>;
  return (
    // biome-ignore lint/a11y/useMediaCaption: the services give no captions
    <video
      src={playbackUrl(hash)}
      controls
      autoPlay
      aria-label={title}
      onError={() => setBroken(true)}
      className="size-full object-contain"
    />
  );
}
