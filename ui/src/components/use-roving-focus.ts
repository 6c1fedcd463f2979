import { type KeyboardEvent, useRef } from "react";

const TYPE_AHEAD_MS = 600;

function next(items: HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const moves: Record<string, number> = {
    ArrowDown: Math.min(at + 1, items.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: items.length - 1,
  };
  const target = moves[key];
  return target === undefined ? undefined : items[target];
}

/**
 * The keys of a short vertical list whose items carry `data-roving`: arrows, Home, End, and the
 * first letters of an item. Give the handler to the list.
 */
export function useRovingFocus(): (event: KeyboardEvent<HTMLElement>) => void {
  const typed = useRef({ text: "", at: 0 });
  return (event) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-roving]")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    let target = next(items, at, event.key);
    if (!target && event.key.length === 1 && event.key !== " ") {
      const fresh = event.timeStamp - typed.current.at > TYPE_AHEAD_MS;
      const text = (fresh ? "" : typed.current.text) + event.key.toLocaleLowerCase();
      typed.current = { text, at: event.timeStamp };
      target = items.find((item) => item.textContent?.toLocaleLowerCase().startsWith(text));
    }
    if (!target) return;
    event.preventDefault();
    target.focus();
  };
}
