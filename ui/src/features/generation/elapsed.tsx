import { useEffect, useState } from "react";
import { spanWords } from "./state-words";

const TICK_MS = 1000;

/** How long ago something began, told anew each second; whole seconds, so that it does not flicker. */
export function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const whole = Math.floor(Math.max(now - since, 0) / 1000) * 1000;
  return <span className="tabular-nums">{spanWords(whole)}</span>;
}
