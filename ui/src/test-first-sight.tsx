import { type ReactNode, useLayoutEffect } from "react";

interface AtFirstSightProps {
  look: () => unknown;
  children: ReactNode;
}

/** Looks at a page the moment it is there, before anything that was put off until later. */
export function AtFirstSight({ look, children }: AtFirstSightProps) {
  useLayoutEffect(() => void look(), [look]);
  return children;
}
