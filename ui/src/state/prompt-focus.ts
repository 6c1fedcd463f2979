import { type RefObject, useLayoutEffect } from "react";

let prompt: HTMLElement | null = null;
let wanted = false;

/** Whether keys go to something already, so that a prompt box that comes late must not take them. */
function isBusyElsewhere(): boolean {
  const takesKeys = "input, textarea, [contenteditable], [role=dialog] *";
  return document.activeElement?.matches(takesKeys) ?? false;
}

/** Makes an element the page's prompt box, which `focusPrompt` goes to. */
export function useMainPrompt(ref: RefObject<HTMLElement | null>): void {
  // Not put off: what is typed as soon as the box is seen goes into it.
  useLayoutEffect(() => {
    const element = ref.current;
    prompt = element;
    if (wanted) {
      wanted = false;
      if (!isBusyElsewhere()) element?.focus();
    }
    return () => {
      if (prompt === element) prompt = null;
    };
  }, [ref]);
}

/**
 * Puts the caret into the page's prompt box: now, or as soon as the page shows one, unless something
 * else is being written or answered by then.
 */
export function focusPrompt(): void {
  const target = prompt;
  wanted = target === null;
  // After the surface that asked has given the focus back.
  if (target) setTimeout(() => target.focus(), 0);
}
