import type { MouseEvent, ReactNode } from "react";
import { api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { cn } from "./cn";

interface WebLinkProps {
  /** Where it leads; without it the words stand alone. */
  href: string | null;
  children: ReactNode;
  className?: string;
}

/** Words that lead to a page outside the studio, opened in the system's browser. */
export function WebLink({ href, children, className }: WebLinkProps) {
  if (href === null) return <span className={className}>{children}</span>;
  const open = (event: MouseEvent) => {
    event.preventDefault();
    api.openLink(href).catch(toast.showProblem);
  };
  return (
    <a
      href={href}
      title={href}
      onClick={open}
      className={cn("rounded-sm underline decoration-line underline-offset-2", className)}
    >
      {children}
    </a>
  );
}
