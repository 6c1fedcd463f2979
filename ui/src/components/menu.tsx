import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
import { Menu as Base } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { menuItemStyles, popupStyles } from "./popup-styles";

const popup = cn(popupStyles, "max-h-(--available-height) min-w-44 max-w-80 overflow-y-auto p-1");

interface MenuProps {
  /** The button that opens it; it keeps its own name. */
  trigger: ReactElement;
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Menu({
  trigger,
  children,
  side = "bottom",
  align = "start",
  open,
  onOpenChange,
}: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} className="z-50">
          <Base.Popup className={popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface ContextMenuProps {
  /** The element whose right click or menu key opens it. */
  children: ReactElement;
  items: ReactNode;
  onOpenChange?: (open: boolean) => void;
}

export function ContextMenu({ children, items, onOpenChange }: ContextMenuProps) {
  return (
    <BaseContext.Root onOpenChange={onOpenChange}>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="z-50">
          <BaseContext.Popup className={popup}>{items}</BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

interface MenuItemProps {
  icon?: LucideIcon;
  label: string;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

/** One line of a `Menu` or a `ContextMenu`. */
export function MenuItem({
  icon: Icon,
  label,
  shortcut,
  danger,
  disabled,
  onSelect,
}: MenuItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={disabled}
      label={label}
      className={cn(menuItemStyles, danger && "text-danger data-highlighted:bg-danger-soft")}
    >
      {Icon && (
        <Icon
          aria-hidden
          size={16}
          strokeWidth={1.75}
          className={cn("shrink-0", !danger && "text-muted")}
        />
      )}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {shortcut && <Kbd shortcut={shortcut} className="pl-4" />}
    </Base.Item>
  );
}

/** Names the lines below it. */
export function MenuHeading({ label }: { label: string }) {
  return <div className="px-2 pt-2 pb-1 text-xs font-medium text-muted">{label}</div>;
}

export function MenuSeparator() {
  return <Base.Separator className="mx-2 my-1 h-px bg-line" />;
}
