import { spanWords } from "./state-words";
import { useNow } from "./use-now";

/** How long ago something began, told anew each second; whole seconds, so that it does not flicker. */
export function Elapsed({ since }: { since: number }) {
  const now = useNow();
  const whole = Math.floor(Math.max(now - since, 0) / 1000) * 1000;
  return <span className="tabular-nums">{spanWords(whole)}</span>;
}
