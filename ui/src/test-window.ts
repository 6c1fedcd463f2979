import { act } from "@testing-library/react";
import { vi } from "vitest";

/** A window whose width and colour scheme a test can change; media queries follow. */
export function fakeWindow(first: { width: number; dark?: boolean }) {
  let state = { dark: false, ...first };
  const listeners = new Set<() => void>();
  const answer = (query: string): boolean => {
    const [, pixels] = /min-width: (\d+)px/.exec(query) ?? [];
    return pixels === undefined
      ? query.includes("dark") && state.dark
      : state.width >= Number(pixels);
  };
  vi.spyOn(window, "matchMedia").mockImplementation((query) => {
    const list = {
      get matches() {
        return answer(query);
      },
      addEventListener: (_event: string, listener: () => void) => listeners.add(listener),
      removeEventListener: (_event: string, listener: () => void) => listeners.delete(listener),
    };
    return list as unknown as MediaQueryList;
  });
  return (change: Partial<typeof state>): void => {
    state = { ...state, ...change };
    act(() => {
      for (const listener of [...listeners]) listener();
    });
  };
}
