import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";
import { backdropStyles } from "./dialog";
import { IconButton } from "./icon-button";

export interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  side: "left" | "right";
  actions?: ReactNode;
  children: ReactNode;
}

const sides = {
  left: "left-0 data-ending-style:-translate-x-full data-starting-style:-translate-x-full",
  right: "right-0 data-ending-style:translate-x-full data-starting-style:translate-x-full",
};

/** A pane that slides over the page from its edge, for windows too narrow to hold it. */
export function Sheet({ open, onOpenChange, title, side, actions, children }: SheetProps) {
  const { t } = useTranslation("shell");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropStyles} />
        <Base.Popup
          className={cn(
            "fixed inset-y-0 z-40 flex w-[min(20rem,calc(100vw-3rem))] flex-col bg-background text-sm shadow-float outline-none transition-transform duration-200",
            sides[side],
          )}
        >
          <header className="flex h-12 shrink-0 items-center gap-1 pr-2 pl-4">
            <Base.Title className="min-w-0 flex-1 truncate text-sm font-semibold">
              {title}
            </Base.Title>
            {actions}
            <Base.Close render={<IconButton label={t("control.close")} icon={X} size="sm" />} />
          </header>
          <div className="flex min-h-0 flex-1 flex-col">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
