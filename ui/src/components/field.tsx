import { type ReactNode, useId } from "react";
import { cn } from "./cn";

/** What a control needs to be tied to its label, help and error. */
export interface FieldIds {
  id: string;
  labelId: string;
  describedBy: string | undefined;
  invalid: boolean;
}

interface FieldProps {
  label: string;
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | null;
  /** Shown at the end of the label's line, such as a value or a reset button. */
  aside?: ReactNode;
  /** False where the label names a group rather than one input. */
  labelsInput?: boolean;
  className?: string;
  children: (ids: FieldIds) => ReactNode;
}

/** A label, its control, and what helps or is wrong below it. */
export function Field({
  label,
  hideLabel = false,
  help,
  error,
  aside,
  labelsInput = true,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const labelId = `${id}-label`;
  const noteId = `${id}-note`;
  const note = error ?? help;
  const labelClass = cn("text-xs font-medium text-text", hideLabel && "sr-only");
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <div
        className={cn(
          "flex min-h-5 items-center justify-between gap-2",
          hideLabel && !aside && "contents",
        )}
      >
        {labelsInput ? (
          <label id={labelId} htmlFor={id} className={labelClass}>
            {label}
          </label>
        ) : (
          <span id={labelId} className={labelClass}>
            {label}
          </span>
        )}
        {aside}
      </div>
      {children({ id, labelId, describedBy: note ? noteId : undefined, invalid: Boolean(error) })}
      {note && (
        <p
          id={noteId}
          role={error ? "alert" : undefined}
          className={cn("text-xs", error ? "text-danger" : "text-muted")}
        >
          {note}
        </p>
      )}
    </div>
  );
}
