import type { Source } from "@/features/generation/live-generation";
import type { MessagePart } from "@/ipc/client";

/** The sources that a stored answer names. */
export function sourcesOf(parts: readonly MessagePart[]): Source[] {
  return parts.flatMap((part) =>
    part.kind === "citation" ? [{ url: part.url, title: part.title, snippet: part.snippet }] : [],
  );
}

/** Each address once, in the order it was first named, with the first title and passage it got. */
export function uniqueSources(sources: readonly Source[]): Source[] {
  const known = new Map<string, Source>();
  for (const source of sources) {
    const before = known.get(source.url);
    known.set(source.url, {
      url: source.url,
      title: before?.title ?? source.title,
      snippet: before?.snippet ?? source.snippet,
    });
  }
  return [...known.values()];
}

/** The host a source stands on; empty for what is no web address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./, "") : "";
}
