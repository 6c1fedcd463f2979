import type { ReactNode } from "react";

/** One line of a list of facts. */
export function DetailRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(5.5rem,2fr)_3fr] gap-3 py-1 text-sm">
      <dt className="wrap-anywhere text-muted">{label}</dt>
      <dd className="selectable min-w-0 wrap-anywhere tabular-nums">{children}</dd>
    </div>
  );
}
