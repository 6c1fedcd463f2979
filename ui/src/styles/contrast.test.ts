import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Colour {
  l: number;
  c: number;
  h: number;
  alpha: number;
}

type Rgb = [number, number, number];

const css = readFileSync("src/styles/tokens.css", "utf8");

function tokensOf(selector: string): Record<string, Colour> {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf("\n}", from));
  const pattern = /--([a-z0-9-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)/g;
  return Object.fromEntries(
    [...block.matchAll(pattern)].map(([, name = "", l, c, h, alpha]) => [
      name,
      { l: Number(l), c: Number(c), h: Number(h), alpha: Number(alpha ?? 1) },
    ]),
  );
}

/** Linear sRGB of an OKLCH colour, cut to what a screen can show. */
function linear({ l, c, h }: Colour): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb: Rgb = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return rgb.map((channel) => Math.min(Math.max(channel, 0), 1)) as Rgb;
}

const encode = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const decode = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

/** A colour laid over another, mixed as browsers do: in encoded sRGB. */
function over(top: Colour, ground: Rgb): Rgb {
  const colour = linear(top);
  return colour.map((channel, index) =>
    decode(encode(channel) * top.alpha + encode(ground[index] ?? 0) * (1 - top.alpha)),
  ) as Rgb;
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["background", "sunken", "raised", "floating"];
const COVERS = [null, "hover", "pressed", "selected"];

/** Text and the grounds it stands on beside the plain ones. */
const TEXT: [string, string][] = [
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["accent-text", "accent-soft"],
  ["on-danger", "danger"],
  ["on-danger", "danger-hover"],
  ["on-positive", "positive"],
  ["on-warning", "warning"],
  ...["positive", "warning", "danger"].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    ["text", `${tone}-soft`],
    ["muted", `${tone}-soft`],
  ]),
  ["text", "segment"],
  ["text", "media"],
  ["muted", "media"],
];

const themes = { light: ":root", dark: ':root[data-theme="dark"]' };

describe.each(Object.entries(themes))("the %s theme", (_name, selector) => {
  const tokens = tokensOf(selector);
  const token = (name: string): Colour => {
    const found = tokens[name];
    if (!found) throw new Error(`no token ${name}`);
    return found;
  };
  const solid = (name: string) => linear(token(name));

  it("knows white from black", () => {
    const white = linear({ l: 1, c: 0, h: 0, alpha: 1 });
    expect(contrast(white, [0, 0, 0])).toBeCloseTo(21, 1);
    expect(Object.keys(tokens).length).toBeGreaterThan(25);
  });

  const surfaces = GROUNDS.flatMap((ground) => COVERS.map((cover) => ({ ground, cover })));

  it.each(surfaces)("text and muted text are readable on $ground with $cover", (surface) => {
    const ground = solid(surface.ground);
    const shown = surface.cover ? over(token(surface.cover), ground) : ground;
    expect(contrast(solid("text"), shown)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(solid("muted"), shown)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GROUNDS)("coloured text is readable on %s", (ground) => {
    for (const colour of ["accent-text", "positive", "warning", "danger"]) {
      expect(contrast(solid(colour), solid(ground)), colour).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(TEXT)("%s is readable on %s", (text, ground) => {
    expect(contrast(solid(text), solid(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GROUNDS)("controls and the focus ring stand out from %s", (ground) => {
    for (const edge of ["control", "accent-text"]) {
      expect(contrast(solid(edge), solid(ground)), edge).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(["background", "raised"])("the parts of a chart stand out from %s", (ground) => {
    for (const part of ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-other"]) {
      expect(contrast(solid(part), solid(ground)), part).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(["background", "raised", "floating"])("a filled control stands out from %s", (ground) => {
    expect(contrast(solid("accent"), solid(ground))).toBeGreaterThanOrEqual(3);
    expect(contrast(solid("danger"), solid(ground))).toBeGreaterThanOrEqual(3);
  });
});
