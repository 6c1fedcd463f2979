import type { Theme } from "@/ipc/client";
import { usePreferences } from "./preferences";

const systemIsDark = () => window.matchMedia("(prefers-color-scheme: dark)");

function resolve(theme: Theme): "light" | "dark" {
  if (theme !== "system") return theme;
  return systemIsDark().matches ? "dark" : "light";
}

function apply(): void {
  document.documentElement.dataset.theme = resolve(usePreferences.getState().theme);
}

/** Keeps `data-theme` on the document in step with the preference and the system. */
export function followTheme(): void {
  apply();
  usePreferences.subscribe(apply);
  systemIsDark().addEventListener("change", apply);
}
