import { beforeEach, expect, it, vi } from "vitest";
import { api } from "@/ipc/client";
import { fakeWindow } from "@/test-window";
import { loadPreferences, updatePreferences, usePreferences } from "./preferences";
import { followTheme } from "./theme";

const shown = () => document.documentElement.dataset.theme;

beforeEach(() => {
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
});

it("the theme that was kept is shown, whatever the system likes", async () => {
  fakeWindow({ width: 1280, dark: false });
  vi.spyOn(api, "getPreferences").mockResolvedValue({ theme: "dark" });
  await loadPreferences();
  followTheme();
  expect(shown()).toBe("dark");
});

it("the system's theme is followed, also when it changes, until another is chosen", () => {
  const change = fakeWindow({ width: 1280, dark: false });
  usePreferences.setState({ theme: "system" });
  followTheme();
  expect(shown()).toBe("light");
  change({ dark: true });
  expect(shown()).toBe("dark");
  updatePreferences({ theme: "light" });
  expect(shown()).toBe("light");
  change({ dark: false });
  change({ dark: true });
  expect(shown()).toBe("light");
});

it("preferences that cannot be read leave the defaults, and it is reported", async () => {
  const reports = await import("@/ipc/ui-reports");
  const report = vi.spyOn(reports, "reportCaught").mockImplementation(() => undefined);
  vi.spyOn(api, "getPreferences").mockRejectedValue(new Error("gone"));
  usePreferences.setState({ theme: "system", sidebar_width: 272 });
  await loadPreferences();
  expect(usePreferences.getState()).toMatchObject({ theme: "system", sidebar_width: 272 });
  expect(report).toHaveBeenCalledOnce();
});

it("many changes in a row are kept once", () => {
  vi.useFakeTimers();
  try {
    updatePreferences({ sidebar_width: 250 });
    updatePreferences({ sidebar_width: 260 });
    vi.runAllTimers();
    expect(api.setPreferences).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ sidebar_width: 260 }),
    );
  } finally {
    vi.useRealTimers();
  }
});
