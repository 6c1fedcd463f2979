import { useQuery } from "@tanstack/react-query";
import { Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { moveToTrash } from "@/features/media/asset-commands";
import { AssetDetails } from "@/features/media/asset-details";
import { BlobImage } from "@/features/media/blob-image";
import { MediaPlayer } from "@/features/media/media-player";
import { assetQuery } from "@/features/media/queries";
import type { Asset, AssetId } from "@/ipc/client";
import { MarksEditor } from "./marks-editor";
import { marksQuery } from "./queries";
import { TrashTimeLeft } from "./trash-time-left";
import { UsedInSection } from "./used-in-section";

interface LibraryInspectorProps {
  /** What has the focus, whether or not it was loaded yet. */
  id: AssetId | null;
  asset: Asset | null;
  selected: readonly Asset[];
  onOpen: (id: AssetId) => void;
  onProvenance: (id: AssetId) => void;
}

const PREVIEW_SIDE = 320;

/** What is noted about what is selected, and how the thing with the focus was made. */
export function LibraryInspector({ id, selected, ...place }: LibraryInspectorProps) {
  const { t } = useTranslation("library");
  if (selected.length > 1) {
    return (
      <div className="flex flex-col gap-5 px-4 pb-6">
        <p className="text-sm text-muted">{t("details.many", { count: selected.length })}</p>
        <MarksEditor ids={selected.map((one) => one.id)} />
      </div>
    );
  }
  if (id === null) return <p className="px-4 text-sm text-muted">{t("details.none")}</p>;
  return <One id={id} {...place} />;
}

interface OneProps extends Omit<LibraryInspectorProps, "id" | "selected"> {
  id: AssetId;
}

/** One thing: nothing that can be pressed stands below what is still being read. */
function One({ id, asset, onOpen, onProvenance }: OneProps) {
  const { t } = useTranslation("library");
  const hasMarks = asset?.deleted_at === null;
  const marks = useQuery({ ...marksQuery([id]), enabled: hasMarks });
  const details = useQuery(assetQuery(id));
  const marksAwaited = hasMarks && marks.isPending;
  return (
    <div className="flex flex-col gap-5 px-4 pb-6">
      {asset && <Preview asset={asset} onOpen={() => onOpen(asset.id)} />}
      {asset?.deleted_at != null && <TrashTimeLeft deletedAt={asset.deleted_at} />}
      {hasMarks && <MarksEditor ids={[id]} />}
      {!marksAwaited && <AssetDetails key={id} id={id} onTrash={() => void moveToTrash([id])} />}
      {!marksAwaited && !details.isPending && (
        <>
          <Button icon={Waypoints} onClick={() => onProvenance(id)}>
            {t("provenance.open")}
          </Button>
          <UsedInSection id={id} />
        </>
      )}
    </div>
  );
}

function Preview({ asset, onOpen }: { asset: Asset; onOpen: () => void }) {
  const { t } = useTranslation("library");
  if (asset.kind !== "image") {
    return (
      <div className="flex justify-center overflow-hidden rounded-lg bg-media">
        <MediaPlayer asset={asset} />
      </div>
    );
  }
  const ratio = asset.width && asset.height ? asset.width / asset.height : 1;
  return (
    <div
      style={{ aspectRatio: Math.max(ratio, 0.8) }}
      className="relative max-h-80 overflow-hidden rounded-lg bg-media"
    >
      <BlobImage hash={asset.blob} alt={asset.title} longSide={PREVIEW_SIDE} />
      <button
        type="button"
        aria-label={t("actions.open")}
        onClick={onOpen}
        className="ring-inside absolute inset-0 cursor-zoom-in rounded-lg"
      />
    </div>
  );
}
