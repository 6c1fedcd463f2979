import { useEffect, useState } from "react";

/** A time of today; it changes when the next day begins, so that groups by day stay true. */
export function useToday(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const day = new Date(now);
    const midnight = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
    const timer = setTimeout(() => setNow(Date.now()), Math.max(midnight - Date.now(), 0) + 1000);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
