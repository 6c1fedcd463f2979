import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  text: ReactNode;
  /** The one next step. */
  action?: ReactNode;
  className?: string;
}

/** What a place says while nothing is in it, with the one next step. */
export function EmptyState({ icon: Icon, title, text, action, className }: EmptyStateProps) {
  return (
    <div
      className={cn(
        "flex flex-1 flex-col items-center justify-center gap-1 px-6 py-12 text-center",
        className,
      )}
    >
      <Icon aria-hidden size={28} strokeWidth={1.5} className="mb-3 text-muted" />
      <h2 className="text-lg font-semibold text-text">{title}</h2>
      <p className="max-w-[44ch] text-sm text-muted">{text}</p>
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}
