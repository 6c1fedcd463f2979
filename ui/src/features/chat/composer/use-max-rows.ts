import { useEffect, useState } from "react";

/** The most of the window's height that the field may take. */
const SHARE = 0.4;
const LINE_PX = 24;
const FEWEST = 4;

const rowsFor = (height: number) => Math.max(FEWEST, Math.floor((height * SHARE) / LINE_PX));

/** How many lines the field may grow to before it scrolls. */
export function useMaxRows(): number {
  const [rows, setRows] = useState(() => rowsFor(window.innerHeight));
  useEffect(() => {
    const measure = () => setRows(rowsFor(window.innerHeight));
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return rows;
}
