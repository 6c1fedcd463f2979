import type { LucideIcon, LucideProps } from "lucide-react";
import { forwardRef } from "react";
import type { Ratio } from "./ratio";

const BOX = 24;
const LONG = 18;
const SHORT_MIN = 5;

const known = new Map<string, LucideIcon>();

/** A rectangle of that ratio, drawn like the other icons. */
export function ratioGlyph({ width, height }: Ratio): LucideIcon {
  const key = (width / height).toFixed(3);
  const drawn = known.get(key);
  if (drawn) return drawn;
  const long = Math.max(width, height);
  const across = Math.max((width / long) * LONG, SHORT_MIN);
  const down = Math.max((height / long) * LONG, SHORT_MIN);
  const Glyph = forwardRef<SVGSVGElement, LucideProps>(
    ({ size = BOX, strokeWidth = 1.75, absoluteStrokeWidth: _, ...rest }, ref) => (
      <svg
        aria-hidden
        {...rest}
        ref={ref}
        width={size}
        height={size}
        viewBox={`0 0 ${BOX} ${BOX}`}
        fill="none"
        stroke="currentColor"
        strokeWidth={strokeWidth}
      >
        <rect x={(BOX - across) / 2} y={(BOX - down) / 2} width={across} height={down} rx={1.5} />
      </svg>
    ),
  );
  Glyph.displayName = `Ratio ${key}`;
  known.set(key, Glyph);
  return Glyph;
}
