import {
  AudioLines,
  type LucideIcon,
  MessageCircle,
  MessageSquareText,
  Sparkles,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { whenWords } from "@/features/generation/generation-facts";
import { AssetThumb } from "@/features/media/asset-thumb";
import type { Asset, SearchHit, SearchSubject } from "@/ipc/client";
import { MarkedText } from "./marked-text";

const ICONS: Record<Exclude<SearchSubject, "asset">, LucideIcon> = {
  conversation: MessageCircle,
  message: MessageSquareText,
  prompt: Sparkles,
  transcript: AudioLines,
};

const THUMB = 40;

function pictureOf(hit: SearchHit): Asset | null {
  if (hit.subject === "asset") return hit.asset;
  return hit.subject === "prompt" ? hit.output : null;
}

function Picture({ hit }: { hit: SearchHit }) {
  const asset = pictureOf(hit);
  const Icon = hit.subject === "asset" ? Sparkles : ICONS[hit.subject];
  return (
    <div
      aria-hidden
      className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-md bg-sunken text-muted"
    >
      {asset?.kind === "image" || asset?.kind === "video" ? (
        <AssetThumb asset={asset} longSide={THUMB} fit="cover" />
      ) : (
        <Icon size={16} strokeWidth={1.75} />
      )}
    </div>
  );
}

/** Where it was found and when, in small. */
function useOrigin(hit: SearchHit): string {
  const { t } = useTranslation("search");
  switch (hit.subject) {
    case "message":
      return t(`said.${hit.role}`, { title: hit.conversation_title });
    case "asset":
      return hit.asset.title;
    case "prompt":
      return hit.model_name;
    case "transcript":
      return hit.recording?.title ?? t("found.transcript");
    case "conversation":
      return t("found.conversation");
  }
}

/** Something that was found: its picture, where it matched, and where it is. */
export function HitContent({ hit }: { hit: SearchHit }) {
  const origin = useOrigin(hit);
  const at = hit.subject === "asset" ? hit.asset.created_at : hit.created_at;
  return (
    <>
      <Picture hit={hit} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">
          <MarkedText snippet={hit.snippet} />
        </span>
        <span className="flex gap-2 text-xs text-muted">
          <span className="min-w-0 truncate">{origin}</span>
          <span className="shrink-0 tabular-nums">{whenWords(at)}</span>
        </span>
      </span>
    </>
  );
}
