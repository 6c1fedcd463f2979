import type { ReactNode } from "react";
import { cn } from "./cn";

interface PageHeaderProps {
  title: string;
  /** Replaces the title's text, for a title that can be edited. */
  titleSlot?: ReactNode;
  leading?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** The line at the top of a page's main part. */
export function PageHeader({ title, titleSlot, leading, actions, className }: PageHeaderProps) {
  return (
    <header className={cn("flex h-12 min-w-0 flex-1 items-center gap-2", className)}>
      {leading}
      <h1 className="min-w-0 flex-1 truncate text-sm font-semibold" title={title}>
        {titleSlot ?? title}
      </h1>
      {actions && <div className="flex shrink-0 items-center gap-1">{actions}</div>}
    </header>
  );
}
