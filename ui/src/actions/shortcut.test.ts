import { describe, expect, it } from "vitest";
import { formatShortcut, isComposing, matchesShortcut, parseShortcut } from "./shortcut";

const press = (key: string, held: Partial<KeyboardEventInit> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe("a shortcut", () => {
  it("is read as its modifiers and its key", () => {
    expect(parseShortcut("mod+shift+c")).toEqual({ key: "c", mod: true, shift: true, alt: false });
    expect(parseShortcut("mod+,")).toEqual({ key: ",", mod: true, shift: false, alt: false });
  });

  it("is refused when a modifier is not known", () => {
    expect(() => parseShortcut("ctrl+k")).toThrow("ctrl+k");
    expect(() => parseShortcut("mod+")).toThrow();
  });

  it("is Ctrl on Linux and Windows, Command on macOS", () => {
    const k = parseShortcut("mod+k");
    expect(matchesShortcut(press("k", { ctrlKey: true }), k, false)).toBe(true);
    expect(matchesShortcut(press("k", { metaKey: true }), k, false)).toBe(false);
    expect(matchesShortcut(press("k", { metaKey: true }), k, true)).toBe(true);
    expect(matchesShortcut(press("k", { ctrlKey: true }), k, true)).toBe(false);
  });

  it("does not answer with a modifier too many or too few", () => {
    const k = parseShortcut("mod+k");
    expect(matchesShortcut(press("k"), k, false)).toBe(false);
    expect(matchesShortcut(press("K", { ctrlKey: true, shiftKey: true }), k, false)).toBe(false);
    expect(matchesShortcut(press("k", { ctrlKey: true, altKey: true }), k, false)).toBe(false);
  });

  it("answers with caps lock on", () => {
    expect(matchesShortcut(press("K", { ctrlKey: true }), parseShortcut("mod+k"), false)).toBe(
      true,
    );
  });

  it("never answers while an input method is composing", () => {
    const enter = parseShortcut("enter");
    expect(matchesShortcut(press("Enter"), enter)).toBe(true);
    expect(matchesShortcut({ ...press("Enter"), isComposing: true }, enter)).toBe(false);
    expect(matchesShortcut({ ...press("Enter"), keyCode: 229 }, enter)).toBe(false);
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
  });

  it("is written the system's way", () => {
    expect(formatShortcut("mod+shift+k", false)).toBe("Ctrl+Shift+K");
    expect(formatShortcut("mod+shift+k", true)).toBe("⇧⌘K");
    expect(formatShortcut("mod+,", false)).toBe("Ctrl+,");
  });
});
