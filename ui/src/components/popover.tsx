import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";
import { popupStyles } from "./popup-styles";

export interface PopoverProps {
  trigger: ReactElement;
  /** Its accessible name, shown as a heading unless `hideTitle`. */
  title: string;
  hideTitle?: boolean;
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
}

export function Popover({
  trigger,
  title,
  hideTitle = false,
  children,
  side = "bottom",
  align = "start",
  open,
  onOpenChange,
  className,
}: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-30"
        >
          <Base.Popup
            className={cn(
              popupStyles,
              "max-h-(--available-height) w-80 max-w-(--available-width) overflow-y-auto p-3",
              className,
            )}
          >
            <Base.Title className={cn("pb-2 text-sm font-semibold", hideTitle && "sr-only")}>
              {title}
            </Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
