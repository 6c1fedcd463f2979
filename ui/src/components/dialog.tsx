import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";
import { IconButton } from "./icon-button";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** `alertdialog` for a question that cannot be undone. */
  role?: "dialog" | "alertdialog";
  initialFocus?: RefObject<HTMLElement | null>;
  className?: string;
}

export const backdropStyles =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  role = "dialog",
  initialFocus,
  className,
}: DialogProps) {
  const { t } = useTranslation("shell");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropStyles} />
        <Base.Popup
          role={role}
          initialFocus={initialFocus}
          className={cn(
            "fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] -translate-1/2 flex-col rounded-xl bg-floating text-sm shadow-float outline-none",
            "transition-[opacity,scale] duration-150 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0",
            className,
          )}
        >
          <header className="pt-5 pr-12 pl-5">
            <Base.Title className="text-lg font-semibold wrap-anywhere text-text">
              {title}
            </Base.Title>
            {description && (
              <Base.Description className="mt-1 text-sm text-muted">{description}</Base.Description>
            )}
          </header>
          <div className={cn("min-h-0 flex-1 overflow-y-auto px-5 pb-5", children && "pt-4")}>
            {children}
          </div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
          {/* Last in order, so that the first thing to fill in or to answer has the focus. */}
          <Base.Close
            render={<IconButton label={t("control.close")} icon={X} size="sm" />}
            className="absolute top-4 right-3"
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
