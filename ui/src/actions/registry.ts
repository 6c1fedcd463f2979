import type { LucideIcon } from "lucide-react";
import { useLayoutEffect } from "react";
import { create } from "zustand";
import { toast } from "@/state/toasts";

/** Something a person can do from the palette, a shortcut, a menu or a button. */
export interface Action {
  id: string;
  label: string;
  icon: LucideIcon;
  /** Written as in `actions/shortcut.ts`. */
  shortcut?: string;
  run: () => void | Promise<void>;
  /** Absent: always. */
  enabled?: () => boolean;
}

interface Registry {
  groups: readonly (readonly Action[])[];
}

const useRegistry = create<Registry>(() => ({ groups: [] }));

/** Makes actions reachable until the function returned is called. */
export function registerActions(actions: readonly Action[]): () => void {
  useRegistry.setState(({ groups }) => ({ groups: [...groups, actions] }));
  return () => {
    useRegistry.setState(({ groups }) => ({ groups: groups.filter((group) => group !== actions) }));
  };
}

/** Makes actions reachable while a component is shown. Give it a list that is kept (`useMemo`). */
export function useActions(actions: readonly Action[]): void {
  // Not put off: a key that is pressed as soon as the page is seen counts.
  useLayoutEffect(() => registerActions(actions), [actions]);
}

/** What can be done now. What was registered last comes first. */
export function availableActions(): Action[] {
  return useRegistry
    .getState()
    .groups.toReversed()
    .flat()
    .filter((action) => action.enabled?.() ?? true);
}

/** Does it, and tells where it fails. */
export async function runAction(action: Action): Promise<void> {
  try {
    await action.run();
  } catch (cause) {
    toast.showProblem(cause);
  }
}
