import { Fragment } from "react";
import type { Snippet } from "@/ipc/client";

interface Part {
  at: number;
  text: string;
  marked: boolean;
}

/** A text cut where its matches begin and end. */
export function partsOf({ text, matches }: Snippet): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const add = (to: number, marked: boolean) => {
    if (to > at) parts.push({ at, text: text.slice(at, to), marked });
    at = Math.max(at, to);
  };
  for (const { start, end } of matches) {
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  return parts;
}

/** A text in which what matched stands out. */
export function MarkedText({ snippet }: { snippet: Snippet }) {
  return partsOf(snippet).map(({ at, text, marked }) =>
    marked ? (
      <mark key={at} className="rounded-xs bg-accent-soft px-px font-medium text-accent-text">
        {text}
      </mark>
    ) : (
      <Fragment key={at}>{text}</Fragment>
    ),
  );
}
