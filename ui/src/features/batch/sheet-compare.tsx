import { ArrowLeft, Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";
import { BlobImage } from "@/features/media/blob-image";
import { MediaPlayer } from "@/features/media/media-player";
import type { Asset, Flag } from "@/ipc/client";
import { judge } from "./verdicts";

interface SheetCompareProps {
  assets: readonly Asset[];
  onBack: () => void;
}

/** Two to four results side by side, as large as there is room. */
export function SheetCompare({ assets, onBack }: SheetCompareProps) {
  const { t } = useTranslation("batch");
  const toggle = (asset: Asset, flag: Flag) =>
    void judge([asset.id], asset.flag === flag ? null : flag);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-4">
      <Button variant="ghost" icon={ArrowLeft} onClick={onBack} className="self-start">
        {t("sheet.back")}
      </Button>
      <div
        className={cn(
          "grid min-h-0 flex-1 gap-3",
          assets.length > 2 ? "grid-cols-2 grid-rows-2" : "grid-cols-2",
        )}
      >
        {assets.map((asset) => (
          <figure key={asset.id} aria-label={asset.title} className="flex min-h-0 flex-col gap-2">
            <div className="flex min-h-0 flex-1 items-center justify-center overflow-hidden rounded-lg bg-media">
              {asset.kind === "image" ? (
                <BlobImage hash={asset.blob} alt={asset.title} longSide={1024} />
              ) : (
                <MediaPlayer asset={asset} />
              )}
            </div>
            <figcaption className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate text-xs text-muted">{asset.title}</span>
              <Button
                size="sm"
                icon={Check}
                aria-pressed={asset.flag === "keep"}
                onClick={() => toggle(asset, "keep")}
              >
                {asset.flag === "keep" ? t("sheet.kept") : t("sheet.keepThis")}
              </Button>
              <Button
                size="sm"
                icon={X}
                aria-pressed={asset.flag === "reject"}
                onClick={() => toggle(asset, "reject")}
              >
                {asset.flag === "reject" ? t("sheet.rejected") : t("sheet.rejectThis")}
              </Button>
            </figcaption>
          </figure>
        ))}
      </div>
    </div>
  );
}
