/** Width and height, in whatever unit. */
export interface Ratio {
  width: number;
  height: number;
}

const PATTERN = /^\s*(\d+(?:\.\d+)?)\s*[x×:/]\s*(\d+(?:\.\d+)?)\s*$/i;

/** The ratio that a size or an aspect ratio names: `1024x1536`, `16:9`. Null for other words. */
export function parseRatio(text: string): Ratio | null {
  const [, width, height] = PATTERN.exec(text) ?? [];
  const ratio = { width: Number(width), height: Number(height) };
  return ratio.width > 0 && ratio.height > 0 ? ratio : null;
}

const SQUARE: Ratio = { width: 1, height: 1 };

/** The ratio of what comes out of a request, as far as its parameters tell; `usual` otherwise. */
export function ratioOfParams(
  params: Readonly<Record<string, unknown>>,
  usual: Ratio = SQUARE,
): Ratio {
  const { width, height } = params;
  if (typeof width === "number" && typeof height === "number" && width > 0 && height > 0) {
    return { width, height };
  }
  for (const value of Object.values(params)) {
    const ratio = typeof value === "string" ? parseRatio(value) : null;
    if (ratio) return ratio;
  }
  return usual;
}
