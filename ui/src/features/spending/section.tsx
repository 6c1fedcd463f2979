import type { ReactNode } from "react";
import { TitledSection } from "@/components/titled-section";

interface SectionProps {
  title: string;
  /** Shown at the end of the title's line. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of the page. */
export function Section(props: SectionProps) {
  return (
    <TitledSection level={2} className="rounded-lg border border-line bg-raised p-4" {...props} />
  );
}
