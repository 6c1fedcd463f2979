import type { ReactNode } from "react";
import { TitledSection } from "@/components/titled-section";

interface SettingsGroupProps {
  title: string;
  /** Shown at the end of the title's line. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of a settings section. */
export function SettingsGroup(props: SettingsGroupProps) {
  return (
    <TitledSection
      level={3}
      className="border-t border-line py-5 first:border-t-0 first:pt-0"
      {...props}
    />
  );
}
