import { LoaderCircle } from "lucide-react";
import { cn } from "./cn";

/** A turning ring beside words that say what is being waited for. */
export function Spinner({ size = 16, className }: { size?: number; className?: string }) {
  return (
    <LoaderCircle
      aria-hidden
      size={size}
      strokeWidth={1.75}
      className={cn("shrink-0 animate-spin", className)}
    />
  );
}
