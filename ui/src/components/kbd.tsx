import { formatShortcut } from "@/actions/shortcut";
import { cn } from "./cn";

/** A shortcut as its keys, in the system's own way of writing. */
export function Kbd({ shortcut, className }: { shortcut: string; className?: string }) {
  return (
    <kbd className={cn("font-sans text-xs text-muted tabular-nums whitespace-nowrap", className)}>
      {formatShortcut(shortcut)}
    </kbd>
  );
}
