import { useState } from "react";
import { toast } from "@/state/toasts";

/** Runs one act at a time and shows what went wrong. */
export function useAction(): [boolean, (act: () => Promise<unknown>) => void] {
  const [busy, setBusy] = useState(false);
  const run = (act: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    act()
      .catch(toast.showProblem)
      .finally(() => setBusy(false));
  };
  return [busy, run];
}
