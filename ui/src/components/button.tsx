import type { LucideIcon } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { type ButtonVariant, buttonStyles } from "./button-styles";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  variant?: ButtonVariant;
  size?: "sm" | "md" | "icon";
  icon?: LucideIcon;
  /** Shows that its work runs and takes no second press. */
  loading?: boolean;
  shortcut?: string;
  disabled?: boolean;
  /** Why it cannot be pressed, shown where the pointer or the focus asks. */
  disabledReason?: string;
}

export function Button(props: ButtonProps) {
  const {
    variant = "secondary",
    size = "md",
    icon: Icon,
    loading = false,
    shortcut,
    disabled = false,
    disabledReason,
    className,
    children,
    onClick,
    type = "button",
    ...rest
  } = props;
  const inert = disabled || loading || disabledReason !== undefined;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      {...rest}
      // A press of Enter in a field submits through this button, so the type stays with the caller.
      type={type}
      // Stays reachable with the keyboard, so that its reason can be read.
      aria-disabled={inert || undefined}
      aria-busy={loading || undefined}
      onClick={press}
      className={cn(buttonStyles({ variant, size }), className)}
    >
      {loading ? (
        <Spinner size={size === "sm" ? 14 : 16} />
      ) : (
        Icon && (
          <Icon
            aria-hidden
            size={size === "sm" ? 14 : 16}
            strokeWidth={1.75}
            className="shrink-0"
          />
        )
      )}
      {children}
      {shortcut && <Kbd shortcut={shortcut} className="ml-1 text-current opacity-70" />}
    </button>
  );
  // One that may have a reason stays the same element with and without it, so that neither the
  // focus nor a press that has begun is lost when the reason goes.
  if (!("disabledReason" in props)) return button;
  return <Tooltip label={disabledReason}>{button}</Tooltip>;
}
