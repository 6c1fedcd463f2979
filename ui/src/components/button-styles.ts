import { cva } from "class-variance-authority";

/** The looks that buttons and things that behave like buttons share. */
export const buttonStyles = cva(
  [
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap",
    "transition-colors select-none",
    "aria-disabled:opacity-50 disabled:opacity-50",
  ],
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent not-aria-disabled:hover:bg-accent-hover",
        secondary:
          "border border-line bg-raised text-text not-aria-disabled:hover:bg-hover not-aria-disabled:active:bg-pressed data-popup-open:bg-pressed",
        ghost:
          "text-muted not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-text not-aria-disabled:active:bg-pressed aria-pressed:bg-selected aria-pressed:text-text data-popup-open:bg-pressed data-popup-open:text-text",
        danger: "bg-danger text-on-danger not-aria-disabled:hover:bg-danger-hover",
      },
      size: {
        sm: "h-7 px-2 text-xs",
        md: "h-8 px-3 text-sm",
        icon: "size-8",
        "icon-sm": "size-7",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
