import type { LucideIcon } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { type ButtonVariant, buttonStyles } from "./button-styles";
import { cn } from "./cn";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export interface IconButtonProps
  extends Omit<ComponentProps<"button">, "children" | "disabled" | "aria-label"> {
  label: string;
  icon: LucideIcon;
  shortcut?: string;
  variant?: ButtonVariant;
  size?: "sm" | "md";
  /** For a button that switches something: whether it is on. */
  pressed?: boolean;
  loading?: boolean;
  disabled?: boolean;
  disabledReason?: string;
  tooltipSide?: "top" | "right" | "bottom" | "left";
}

/** A button that is a picture; its name shows as a tooltip. */
export function IconButton({
  label,
  icon: Icon,
  shortcut,
  variant = "ghost",
  size = "md",
  pressed,
  loading = false,
  disabled = false,
  disabledReason,
  tooltipSide,
  className,
  onClick,
  type = "button",
  ...rest
}: IconButtonProps) {
  const inert = disabled || loading || disabledReason !== undefined;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Tooltip label={disabledReason ?? label} shortcut={shortcut} side={tooltipSide}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={inert || undefined}
        aria-busy={loading || undefined}
        onClick={press}
        className={cn(
          buttonStyles({ variant, size: size === "sm" ? "icon-sm" : "icon" }),
          className,
        )}
      >
        {loading ? <Spinner /> : <Icon aria-hidden size={16} strokeWidth={1.75} />}
      </button>
    </Tooltip>
  );
}
