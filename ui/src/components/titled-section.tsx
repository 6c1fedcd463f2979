import { type ReactNode, useId } from "react";
import { cn } from "./cn";

interface TitledSectionProps {
  title: string;
  level: 2 | 3;
  /** Shown at the end of the title's line. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A part of a page that bears the name of its title. */
export function TitledSection({ title, level, aside, className, children }: TitledSectionProps) {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section aria-labelledby={id} className={cn("flex min-w-0 flex-col gap-3", className)}>
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <Heading id={id} className={cn("font-semibold", level === 2 ? "text-base" : "text-sm")}>
          {title}
        </Heading>
        {aside}
      </div>
      {children}
    </section>
  );
}
