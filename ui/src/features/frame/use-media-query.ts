import { useSyncExternalStore } from "react";

/** Whether the window answers to a media query, now and after every change. */
export function useMediaQuery(query: string): boolean {
  const list = window.matchMedia(query);
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => list.matches,
  );
}
