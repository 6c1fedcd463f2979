/**
 * A shortcut is written as in `mod+k` or `mod+shift+c`: modifiers first, then the key.
 * `mod` is Command on macOS and Ctrl elsewhere.
 */

export interface Shortcut {
  mod: boolean;
  shift: boolean;
  alt: boolean;
  key: string;
}

interface KeyPress {
  key: string;
  keyCode?: number;
  isComposing?: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export const isMac = /mac|iphone|ipad/i.test(navigator.platform);

const MODIFIERS = new Set(["mod", "shift", "alt"]);

export function parseShortcut(text: string): Shortcut {
  const parts = text.toLowerCase().split("+");
  const key = parts.pop() ?? "";
  const unknown = parts.find((part) => !MODIFIERS.has(part));
  if (key === "" || unknown !== undefined) throw new Error(`not a shortcut: ${text}`);
  return {
    key,
    mod: parts.includes("mod"),
    shift: parts.includes("shift"),
    alt: parts.includes("alt"),
  };
}

/** True while an input method is putting a character together: its keys are not commands. */
export function isComposing(event: Pick<KeyPress, "isComposing" | "keyCode">): boolean {
  return event.isComposing === true || event.keyCode === 229;
}

export function matchesShortcut(event: KeyPress, shortcut: Shortcut, mac = isMac): boolean {
  if (isComposing(event)) return false;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === shortcut.key &&
    mod === shortcut.mod &&
    !other &&
    event.shiftKey === shortcut.shift &&
    event.altKey === shortcut.alt
  );
}

const NAMES: Record<string, string> = {
  enter: "↵",
  escape: "Esc",
  delete: "Del",
  f2: "F2",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
};

/** The shortcut as the system writes it: `⌘K` or `Ctrl+K`. */
export function formatShortcut(text: string, mac = isMac): string {
  const { mod, shift, alt, key } = parseShortcut(text);
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return mac
    ? `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}${name}`
    : [mod && "Ctrl", alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}
