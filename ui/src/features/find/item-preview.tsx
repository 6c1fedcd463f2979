import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { BlobImage } from "@/features/media/blob-image";
import { type AssetKind, type StockItem, type StockItemRef, toProblem } from "@/ipc/client";
import { ItemThumb } from "./item-thumb";
import { stockPreviewQuery } from "./queries";
import { VideoPreview } from "./video-preview";

interface ItemPreviewProps {
  item: StockItem;
  itemRef: StockItemRef;
  kind: AssetKind;
}

/** A picture or video, larger than in the list. A video is fetched when it is to be played. */
export function ItemPreview({ item, itemRef, kind }: ItemPreviewProps) {
  const { t } = useTranslation("find");
  const [wanted, setWanted] = useState(kind === "image");
  const {
    data: hash,
    error,
    isFetching,
    refetch,
  } = useQuery({
    ...stockPreviewQuery(itemRef),
    enabled: wanted && item.has_preview,
  });
  const ratio = item.width && item.height ? item.width / item.height : 4 / 3;
  const shown = () => {
    if (hash === undefined) return <ItemThumb item={item} itemRef={itemRef} kind={kind} />;
    if (kind === "image") return <BlobImage hash={hash} alt={item.title} />;
    return <VideoPreview hash={hash} title={item.title} />;
  };
  return (
    <div className="flex flex-col gap-2">
      <div
        style={{ aspectRatio: Math.max(ratio, 0.8) }}
        className="max-h-80 overflow-hidden rounded-lg bg-media"
      >
        {shown()}
      </div>
      {kind === "video" && item.has_preview && hash === undefined && !error && (
        <Button
          icon={Play}
          loading={isFetching}
          onClick={() => setWanted(true)}
          className="self-start"
        >
          {t("details.playVideo")}
        </Button>
      )}
      {error && (
        <ErrorCard
          compact
          problem={toProblem(error)}
          providerId={itemRef.provider_id}
          onRetry={() => void refetch()}
        />
      )}
    </div>
  );
}
