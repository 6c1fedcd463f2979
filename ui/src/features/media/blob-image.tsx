import { ImageOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { BlobHash, Looks } from "@/ipc/client";
import { imageUrl } from "@/ipc/media-url";
import { Blur } from "./blur";
import { thumbnailFor } from "./thumbnail-size";

export interface BlobImageProps {
  hash: BlobHash;
  alt: string;
  /** The longer side in CSS pixels that it is drawn in; left out: the file itself is read. */
  longSide?: number;
  fit?: "contain" | "cover";
  /** How it looks from afar: shown until the picture is there. */
  looks?: Looks | null;
  /** Told when it is not there, by whoever knows what to do then. */
  onMissing?: () => void;
  className?: string;
}

type Stage = "loading" | "shown" | "missing";

/** A picture from the blob store, in the size it is drawn in, on a neutral ground. */
export function BlobImage(props: BlobImageProps) {
  // Another file starts over: nothing of the one before it is shown meanwhile.
  return <Picture key={props.hash} {...props} />;
}

function Picture({
  hash,
  alt,
  longSide,
  fit = "contain",
  looks,
  onMissing,
  className,
}: BlobImageProps) {
  const { t } = useTranslation("library");
  const [stage, setStage] = useState<Stage>("loading");
  const url = (pixels?: number) =>
    imageUrl(hash, pixels === undefined ? undefined : thumbnailFor(pixels));
  if (stage === "missing" && !onMissing) {
    return (
      <div
        role="img"
        aria-label={`${t("media.missing")}: ${alt}`}
        title={t("media.missingHint")}
        className={cn(
          "flex size-full flex-col items-center justify-center gap-1.5 overflow-hidden bg-media p-2 text-center text-xs text-muted",
          className,
        )}
      >
        <ImageOff aria-hidden size={20} strokeWidth={1.5} />
        <span>{t("media.missing")}</span>
      </div>
    );
  }
  return (
    <div className={cn("relative size-full overflow-hidden bg-media", className)}>
      {stage !== "shown" && <Blur looks={looks} />}
      <img
        src={url(longSide)}
        srcSet={longSide === undefined ? undefined : `${url(longSide)} 1x, ${url(longSide * 2)} 2x`}
        alt={alt}
        decoding="async"
        draggable={false}
        onLoad={() => setStage("shown")}
        onError={() => {
          setStage("missing");
          onMissing?.();
        }}
        className={cn(
          "absolute inset-0 size-full transition-opacity",
          fit === "contain" ? "object-contain" : "object-cover",
          stage !== "shown" && "opacity-0",
        )}
      />
    </div>
  );
}
