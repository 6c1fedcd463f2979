import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { controlStyles } from "./control-styles";
import { Field } from "./field";

export interface TextFieldProps extends Omit<ComponentProps<"input">, "id" | "size"> {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | null;
  /** Shown inside the field at its end, such as a button that shows a password. */
  trailing?: ReactNode;
  /** For addresses, keys and ids. */
  mono?: boolean;
}

export function TextField({
  label,
  hideLabel,
  help,
  error,
  trailing,
  mono = false,
  className,
  ...input
}: TextFieldProps) {
  return (
    <Field label={label} hideLabel={hideLabel} help={help} error={error} className={className}>
      {({ id, describedBy, invalid }) => (
        <div className="relative">
          <input
            autoComplete="off"
            spellCheck={mono ? false : undefined}
            {...input}
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            className={cn(
              controlStyles,
              "h-8 px-2.5",
              mono && "font-mono text-xs",
              trailing && "pr-9",
            )}
          />
          {trailing && (
            <div className="absolute inset-y-0 right-0.5 flex items-center">{trailing}</div>
          )}
        </div>
      )}
    </Field>
  );
}
