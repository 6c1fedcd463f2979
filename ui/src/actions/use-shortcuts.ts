import { useLayoutEffect } from "react";
import { availableActions, runAction } from "./registry";
import { matchesShortcut, parseShortcut } from "./shortcut";

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat) return;
  const action = availableActions().find(
    ({ shortcut }) => shortcut !== undefined && matchesShortcut(event, parseShortcut(shortcut)),
  );
  if (!action) return;
  event.preventDefault();
  void runAction(action);
}

/** Listens for the shortcuts of all registered actions. Used once, in the frame. */
export function useShortcuts(): void {
  // Not put off: a key that is pressed as soon as the page is seen counts.
  useLayoutEffect(() => {
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
