import { memo, useState } from "react";
import { cn } from "@/components/cn";
import { BlockList } from "./block";
import { BlockStream, blocksOf } from "./block-stream";

export interface MarkdownProps {
  text: string;
  /** True while more of the text may arrive at its end. */
  growing?: boolean;
  className?: string;
}

/** Markdown as a model writes it. While it grows, only its unfinished end is read and drawn again. */
export const Markdown = memo(({ text, growing = false, className }: MarkdownProps) => {
  const [stream] = useState(() => (growing ? new BlockStream() : null));
  // What began as a stream stays one at its end, so that nothing drawn is drawn again.
  const { tokens, version } = stream ? stream.sync(text, !growing) : blocksOf(text);
  return (
    <div dir="auto" className={cn("markdown selectable", className)}>
      <BlockList tokens={tokens} version={version} whole={!growing} />
    </div>
  );
});
