import {
  type ComponentProps,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useRef,
} from "react";
import { cn } from "./cn";
import { controlStyles } from "./control-styles";
import { Field } from "./field";

export interface TextAreaProps extends Omit<ComponentProps<"textarea">, "id" | "ref"> {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | null;
  /** Grows with its text up to `maxRows`, then scrolls. */
  autoGrow?: boolean;
  maxRows?: number;
  /** Without its own border and ground, for a box that draws them. */
  bare?: boolean;
  ref?: RefObject<HTMLTextAreaElement | null>;
  inputClassName?: string;
}

/** The web view has no `field-sizing`, so the height is measured whenever the text changes. */
function useAutoGrow(
  ref: RefObject<HTMLTextAreaElement | null>,
  enabled: boolean,
  maxRows: number,
  value: unknown,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height
  useLayoutEffect(() => {
    const element = ref.current;
    if (!enabled || !element) return;
    const style = getComputedStyle(element);
    const frame = ["paddingTop", "paddingBottom", "borderTopWidth", "borderBottomWidth"] as const;
    const extra = frame.reduce((sum, side) => sum + (Number.parseFloat(style[side]) || 0), 0);
    const line = Number.parseFloat(style.lineHeight) || 20;
    element.style.height = "auto";
    const wanted = element.scrollHeight + (Number.parseFloat(style.borderTopWidth) || 0) * 2;
    const most = line * maxRows + extra;
    element.style.height = `${Math.min(wanted, most)}px`;
    element.style.overflowY = wanted > most ? "auto" : "hidden";
  }, [ref, enabled, maxRows, value]);
}

export function TextArea({
  label,
  hideLabel,
  help,
  error,
  autoGrow = false,
  maxRows = 12,
  bare = false,
  ref,
  rows = 1,
  className,
  inputClassName,
  ...input
}: TextAreaProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const target = ref ?? own;
  useAutoGrow(target, autoGrow, maxRows, input.value);
  return (
    <Field label={label} hideLabel={hideLabel} help={help} error={error} className={className}>
      {({ id, describedBy, invalid }) => (
        <textarea
          {...input}
          ref={target}
          id={id}
          rows={rows}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className={cn(
            "block resize-none",
            bare
              ? "w-full min-w-0 bg-transparent text-text outline-none"
              : cn(controlStyles, "px-2.5 py-1.5"),
            inputClassName,
          )}
        />
      )}
    </Field>
  );
}
