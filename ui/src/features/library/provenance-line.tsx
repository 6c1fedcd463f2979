import { CircleOff, GitBranch, MessageCircle, Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AssetThumb } from "@/features/media/asset-thumb";
import type { AssetId, ProvenanceAsset } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import type { Step } from "./provenance-steps";

interface ProvenanceLineProps {
  step: Step;
  onWalk: (id: AssetId) => void;
  /** Called after another page was shown. */
  onLeave: () => void;
}

const INDENT = 16;
const DEEPEST = 8;

/** One line of a walk: a thing to go on to, or what led from one to the next. */
export function ProvenanceLine({ step: { depth, thing }, onWalk, onLeave }: ProvenanceLineProps) {
  const { t } = useTranslation("library");
  const style = { paddingInlineStart: Math.min(depth, DEEPEST) * INDENT };
  if (thing.type === "asset") {
    if (thing.asset === null) {
      return (
        <Fact style={style} icon={<CircleOff size={16} strokeWidth={1.75} />}>
          {t("provenance.gone")}
        </Fact>
      );
    }
    return (
      <li style={style}>
        <AssetStep own={thing.asset} slot={thing.slot} onWalk={onWalk} />
      </li>
    );
  }
  if (thing.type === "conversation") {
    const { id, title } = thing.conversation;
    return (
      <li style={style}>
        <button
          type="button"
          data-roving
          onClick={() => {
            navigate.toConversation(id);
            onLeave();
          }}
          className="ring-inside flex min-h-8 w-full min-w-0 items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover"
        >
          <MessageCircle aria-hidden size={16} strokeWidth={1.75} className="text-muted" />
          <span dir="auto" className="min-w-0 truncate">
            {t("provenance.shown", { title: title || t("usedIn.untitled") })}
          </span>
        </button>
      </li>
    );
  }
  if (thing.type === "relation") {
    return (
      <Fact style={style} icon={<GitBranch size={16} strokeWidth={1.75} />}>
        {t(`provenance.relation.${thing.relation}`)}
      </Fact>
    );
  }
  const { prompt, model_name, provider_name } = thing.generation;
  return (
    <Fact style={style} icon={<Sparkles size={16} strokeWidth={1.75} />}>
      <span className="block truncate">{`${model_name} · ${provider_name}`}</span>
      {prompt && (
        <span dir="auto" title={prompt} className="line-clamp-2 text-xs text-muted wrap-anywhere">
          {prompt}
        </span>
      )}
    </Fact>
  );
}

interface FactProps {
  style: { paddingInlineStart: number };
  icon: ReactNode;
  children: ReactNode;
}

function Fact({ style, icon, children }: FactProps) {
  return (
    <li style={style}>
      <div className="flex min-h-8 items-start gap-2 px-2 py-1 text-sm">
        <span aria-hidden className="mt-0.5 shrink-0 text-muted">
          {icon}
        </span>
        <div className="min-w-0">{children}</div>
      </div>
    </li>
  );
}

interface AssetStepProps {
  own: ProvenanceAsset;
  slot: string | null;
  onWalk: (id: AssetId) => void;
}

function AssetStep({ own: { asset, source }, slot, onWalk }: AssetStepProps) {
  const { t } = useTranslation("library");
  const notes = [
    slot,
    source && [source.provider, source.author, source.licence].filter(Boolean).join(" · "),
    asset.generation_id === null && source === null && t("provenance.imported"),
    asset.deleted_at !== null && t("provenance.inTrash"),
  ].filter((note): note is string => typeof note === "string" && note !== "");
  return (
    <button
      type="button"
      data-roving
      onClick={() => onWalk(asset.id)}
      className="ring-inside flex w-full min-w-0 items-center gap-3 rounded-md p-1.5 text-left text-sm hover:bg-hover"
    >
      <span className="size-12 shrink-0 overflow-hidden rounded-md bg-media">
        <AssetThumb asset={asset} longSide={48} fit="cover" />
      </span>
      <span className="min-w-0">
        <span dir="auto" className="block truncate">
          {asset.title}
        </span>
        {notes.length > 0 && (
          <span className="block truncate text-xs text-muted">{notes.join(" · ")}</span>
        )}
      </span>
    </button>
  );
}
