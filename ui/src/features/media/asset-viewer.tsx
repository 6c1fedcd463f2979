import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, PanelRight, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { Segmented } from "@/components/segmented";
import type { Asset, AssetId } from "@/ipc/client";
import { moveToTrash } from "./asset-commands";
import { AssetDetails } from "./asset-details";
import { assetQuery } from "./queries";
import { TrashQuestion } from "./trash-question";
import { ViewerStage, type Zoom } from "./viewer-stage";

export interface AssetViewerProps {
  /** What the arrow keys move among, in order. */
  assets: readonly Asset[];
  /** What is shown; null closes the viewer. */
  assetId: AssetId | null;
  onShow: (id: AssetId | null) => void;
  /** Whether more follows than was loaded, and what loads it. */
  hasMore?: boolean;
  onNearEnd?: () => void;
  /** What gets the focus after the last thing shown; absent: what had it before. */
  homeOf?: (id: AssetId) => HTMLElement | null;
}

/** Shows one thing as large as the window allows, beside how it was made. */
export function AssetViewer({ homeOf, assetId, ...place }: AssetViewerProps) {
  const { t } = useTranslation("library");
  const last = useRef<AssetId | null>(null);
  useEffect(() => {
    if (assetId !== null) last.current = assetId;
  }, [assetId]);
  const surface = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open={assetId !== null} onOpenChange={(open) => !open && place.onShow(null)}>
      <Dialog.Portal>
        <Dialog.Popup
          initialFocus={surface}
          finalFocus={() => (last.current !== null && homeOf?.(last.current)) || true}
          className="fixed inset-0 z-40 flex flex-col bg-background text-sm text-text outline-none transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <Dialog.Title className="sr-only">{t("viewer.title")}</Dialog.Title>
          {assetId !== null && <Viewed {...place} assetId={assetId} surface={surface} />}
          {assetId !== null && <TrashQuestion />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ViewedProps extends Omit<AssetViewerProps, "homeOf"> {
  assetId: AssetId;
  surface: RefObject<HTMLDivElement | null>;
}

/** Keys belong to these while the focus is in them. */
const OWN_KEYS = "input, textarea, audio, video, [role=radiogroup], [role=menu]";

/** The next page is asked for when this few things are left. */
const AHEAD = 5;

function Viewed(props: ViewedProps) {
  const { assets, assetId, onShow, hasMore = false, onNearEnd, surface } = props;
  const { t } = useTranslation("library");
  const stage = useRef<HTMLElement>(null);
  const [zoom, setZoom] = useState<Zoom>("fit");
  const [detailed, setDetailed] = useState(() => window.innerWidth >= 760);
  const detail = useQuery(assetQuery(assetId));
  const index = assets.findIndex(({ id }) => id === assetId);
  const asset = assets[index] ?? detail.data?.asset ?? null;
  const before = assets[index - 1]?.id ?? null;
  const after = index === -1 ? null : (assets[index + 1]?.id ?? null);

  const near = hasMore && index >= assets.length - AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once whenever the end comes near
  useEffect(() => {
    if (near) onNearEnd?.();
  }, [near, assets.length, onNearEnd !== undefined]);

  const trash = async () => {
    if (await moveToTrash([assetId])) onShow(after ?? before);
  };
  const press = (event: KeyboardEvent) => {
    const within = event.target instanceof Element && event.target.closest(OWN_KEYS);
    if (within || event.defaultPrevented) return;
    if (event.key === "ArrowLeft" && before) onShow(before);
    else if (event.key === "ArrowRight" && after) onShow(after);
    else if (event.key === "Delete" && asset && asset.deleted_at === null) void trash();
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the dialog's own keys, wherever the focus is
    <div
      ref={surface}
      tabIndex={-1}
      onKeyDown={press}
      className="flex min-h-0 flex-1 flex-col outline-none"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold" title={asset?.title}>
          {asset?.title}
        </h2>
        {index !== -1 && assets.length > 1 && (
          <div className="flex items-center gap-1">
            <IconButton
              label={t("viewer.previous")}
              shortcut="arrowleft"
              icon={ChevronLeft}
              disabledReason={before ? undefined : t("viewer.first")}
              onClick={() => onShow(before)}
            />
            <span className="text-xs whitespace-nowrap text-muted tabular-nums">
              {t(hasMore ? "viewer.placeOfMore" : "viewer.place", {
                index: index + 1,
                count: assets.length,
              })}
            </span>
            <IconButton
              label={t("viewer.next")}
              shortcut="arrowright"
              icon={ChevronRight}
              disabledReason={after ? undefined : t("viewer.last")}
              onClick={() => onShow(after)}
            />
          </div>
        )}
        {asset?.kind === "image" && (
          <Segmented
            hideLabel
            label={t("viewer.zoom")}
            value={zoom}
            onChange={setZoom}
            options={[
              { value: "fit", label: t("viewer.fit") },
              { value: "actual", label: t("viewer.actual") },
            ]}
          />
        )}
        <IconButton
          label={detailed ? t("viewer.hideDetails") : t("viewer.showDetails")}
          icon={PanelRight}
          pressed={detailed}
          onClick={() => setDetailed(!detailed)}
        />
        <Dialog.Close
          render={<IconButton label={t("viewer.close")} shortcut="escape" icon={X} />}
        />
      </header>
      <div className="flex min-h-0 flex-1">
        {asset && (
          <ViewerStage
            ref={stage}
            asset={asset}
            zoom={zoom}
            onToggleZoom={() => setZoom(zoom === "fit" ? "actual" : "fit")}
          />
        )}
        {detailed && (
          <aside
            aria-label={t("viewer.details")}
            className="w-80 max-w-[60%] shrink-0 overflow-y-auto border-l border-line p-4"
          >
            <AssetDetails id={assetId} onTrash={() => void trash()} onReuse={() => onShow(null)} />
          </aside>
        )}
      </div>
    </div>
  );
}
