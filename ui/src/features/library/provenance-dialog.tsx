import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { useRovingFocus } from "@/components/use-roving-focus";
import { AssetThumb } from "@/features/media/asset-thumb";
import { type AssetId, type Provenance, toProblem } from "@/ipc/client";
import { ProvenanceLine } from "./provenance-line";
import { stepsOf } from "./provenance-steps";
import { provenanceQuery } from "./queries";

interface ProvenanceDialogProps {
  id: AssetId;
  onClose: () => void;
  /** Shows something in the library. */
  onShow: (id: AssetId) => void;
}

/** Where a thing came from and what came of it: a walk from one to the next, and back. */
export function ProvenanceDialog({ id, onClose, onShow }: ProvenanceDialogProps) {
  const { t } = useTranslation("library");
  const [path, setPath] = useState<readonly AssetId[]>([id]);
  const at = path.at(-1) ?? id;
  const place = useRef<HTMLDivElement>(null);
  const walk = (next: readonly AssetId[]) => {
    setPath(next);
    // The line that was pressed goes; the keys go on from where it led.
    place.current?.focus();
  };
  const back = path.length > 1 ? () => walk(path.slice(0, -1)) : undefined;
  const { data, error, refetch } = useQuery(provenanceQuery(at));
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || event.key !== "ArrowLeft" || !back) return;
    event.preventDefault();
    back();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("provenance.title")}
      className="h-[min(44rem,calc(100dvh-2rem))] w-[min(60rem,calc(100vw-2rem))]"
      footer={
        <>
          {back && (
            <Button icon={ArrowLeft} onClick={back} className="mr-auto">
              {t("provenance.back")}
            </Button>
          )}
          <Button
            onClick={() => {
              onShow(at);
              onClose();
            }}
          >
            {t("provenance.show")}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the way back, wherever the focus is */}
      <div ref={place} tabIndex={-1} onKeyDown={press} className="min-h-full outline-none">
        {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-40" />}
        {data && (
          <Walks
            key={at}
            provenance={data}
            onWalk={(next) => next !== at && walk([...path, next])}
            onLeave={onClose}
          />
        )}
      </div>
    </Dialog>
  );
}

interface WalksProps {
  provenance: Provenance;
  onWalk: (id: AssetId) => void;
  onLeave: () => void;
}

function Walks({ provenance, onWalk, onLeave }: WalksProps) {
  const { t } = useTranslation("library");
  const keys = useRovingFocus();
  const own = provenance.assets.find(({ asset }) => asset.id === provenance.asset_id)?.asset;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the lines inside
    <div onKeyDown={keys} className="flex flex-col gap-5">
      {own && (
        <div className="flex items-center gap-3">
          <div className="size-20 shrink-0 overflow-hidden rounded-lg bg-media">
            <AssetThumb asset={own} longSide={80} />
          </div>
          <p dir="auto" className="min-w-0 text-sm font-medium wrap-anywhere">
            {own.title}
          </p>
        </div>
      )}
      <div className="grid gap-5 md:grid-cols-2">
        {(["behind", "beyond"] as const).map((way) => {
          const steps = stepsOf(provenance, way);
          return (
            <section key={way} aria-label={t(`provenance.${way}`)} className="min-w-0">
              <h3 className="mb-2 text-sm font-semibold">{t(`provenance.${way}`)}</h3>
              {steps.length === 0 ? (
                <p className="text-sm text-muted">{t(`provenance.${way}None`)}</p>
              ) : (
                <ul className="flex flex-col gap-1">
                  {steps.map((step) => (
                    <ProvenanceLine key={step.key} step={step} onWalk={onWalk} onLeave={onLeave} />
                  ))}
                </ul>
              )}
            </section>
          );
        })}
      </div>
      {provenance.more && <p className="text-sm text-muted">{t("provenance.more")}</p>}
    </div>
  );
}
