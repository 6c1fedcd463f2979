import { EVERY_KIND } from "@/features/media/kinds";
import type { AssetKind, SearchFilter, SearchSubject } from "@/ipc/client";

/** What a person can choose to search: a kind of thing, or a kind of asset. */
export const WHATS = [
  "all",
  "conversation",
  "message",
  "image",
  "video",
  "audio",
  "document",
  "prompt",
  "transcript",
] as const;
export type What = (typeof WHATS)[number];

const ASSET_KINDS: readonly string[] = EVERY_KIND;

export function whatOf({ subject, asset_kind }: SearchFilter): What {
  if (asset_kind !== null) return asset_kind;
  return subject === null || subject === "asset" ? "all" : subject;
}

/** The part of the filter that asks for this. */
export function filterFor(what: What): Pick<SearchFilter, "subject" | "asset_kind"> {
  if (what === "all") return { subject: null, asset_kind: null };
  if (ASSET_KINDS.includes(what)) return { subject: "asset", asset_kind: what as AssetKind };
  return { subject: what as SearchSubject, asset_kind: null };
}
