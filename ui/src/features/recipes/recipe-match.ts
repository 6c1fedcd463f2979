import {
  fittingValues,
  nearestAllowed,
  type ParamValues,
} from "@/features/models/parameter-values";
import { parseRatio, type Ratio } from "@/features/models/ratio";
import type { Model, Parameter, ParamValue, Recipe } from "@/ipc/client";

/** What a recipe gives to a model, and what of it the model has no place for. */
export interface RecipeMatch {
  params: ParamValues;
  /** In the words of the recipe. */
  unused: string[];
}

/** Different names of the same, as programs and services use them. */
const SAME: readonly (readonly string[])[] = [
  ["seed", "noise_seed", "random_seed"],
  ["steps", "num_inference_steps", "inference_steps", "sampling_steps", "num_steps"],
  ["cfg", "cfg_scale", "guidance", "guidance_scale", "prompt_guidance", "text_cfg_scale"],
  ["sampler", "sampler_name", "sampler_index"],
  ["scheduler", "schedule_type"],
  ["strength", "denoise", "denoising_strength", "image_strength", "prompt_strength"],
  ["duration", "seconds", "duration_seconds"],
  ["width", "image_width"],
  ["height", "image_height"],
];

/** What only the program that wrote it has a use for. */
const OF_THE_PROGRAM = /hash|version|^(ensd|rng|vae|loras|metadata_version|threshold|perlin)$/;

/** How far two shapes may be apart and still count as the same. */
const NEAR = 0.04;

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");

function isSame(left: string, right: string): boolean {
  return left === right || SAME.some((names) => names.includes(left) && names.includes(right));
}

/** The value as a parameter takes it; null where it cannot. */
function fitted(parameter: Parameter, value: ParamValue): ParamValue | null {
  switch (parameter.control) {
    case "slider":
    case "number":
    case "seed": {
      const number = typeof value === "boolean" ? Number.NaN : Number(value);
      if (!Number.isFinite(number)) return null;
      const nearest = nearestAllowed(parameter, number);
      // Another seed is another picture: only the same one is of use.
      return parameter.control === "seed" && nearest !== number ? null : nearest;
    }
    case "switch":
      return typeof value === "boolean" ? value : null;
    case "choice": {
      const wanted = plain(String(value));
      const choice = parameter.choices.find(
        (known) =>
          known.value === value || plain(known.value) === wanted || plain(known.label) === wanted,
      );
      return choice?.value ?? null;
    }
    default:
      return String(value);
  }
}

/** The size that a recipe asks for, in pixels. */
function sizeOf(values: ReadonlyMap<string, ParamValue>): Ratio | null {
  const width = Number(values.get("width"));
  const height = Number(values.get("height"));
  if (width > 0 && height > 0) return { width, height };
  const size = values.get("size");
  return typeof size === "string" ? parseRatio(size) : null;
}

/** The choice of a size or a shape that comes nearest; null where none is near. */
function choiceOfSize(parameter: Parameter, size: Ratio): string | null {
  const exact = parameter.choices.find(({ value }) => {
    const known = parseRatio(value);
    return known?.width === size.width && known.height === size.height;
  });
  if (exact) return exact.value;
  const apart = (ratio: Ratio) =>
    Math.abs(Math.log((ratio.width / ratio.height) * (size.height / size.width)));
  const near = parameter.choices.flatMap(({ value }) => {
    const ratio = parseRatio(value);
    return ratio ? [{ value, apart: apart(ratio) }] : [];
  });
  near.sort((left, right) => left.apart - right.apart);
  const [nearest] = near;
  return nearest && nearest.apart <= NEAR ? nearest.value : null;
}

function sizeParams(model: Model, size: Ratio): ParamValues {
  const find = (id: string) => model.parameters.find((parameter) => plain(parameter.id) === id);
  const [width, height] = [find("width"), find("height")];
  if (width && height) {
    const wide = fitted(width, size.width);
    const high = fitted(height, size.height);
    if (wide !== null && high !== null) return { [width.id]: wide, [height.id]: high };
  }
  for (const parameter of model.parameters) {
    if (parameter.control !== "choice") continue;
    const value = choiceOfSize(parameter, size);
    if (value !== null) return { [parameter.id]: value };
  }
  return {};
}

const SIZE_NAMES = ["width", "height", "size"];

/** What of a recipe a model can be told, by the parameters that it has. */
export function matchRecipe(recipe: Recipe, model: Model): RecipeMatch {
  const named = new Map<string, { name: string; value: ParamValue }>();
  for (const [name, value] of Object.entries(recipe.params)) {
    named.set(plain(name), { name, value });
  }
  if (recipe.negative_prompt !== null) {
    named.set("negative_prompt", { name: "Negative prompt", value: recipe.negative_prompt });
  }
  const params: Record<string, ParamValue> = {};
  const used = new Set<string>();
  const size = sizeOf(new Map([...named].map(([key, { value }]) => [key, value])));
  if (size) {
    Object.assign(params, sizeParams(model, size));
    if (Object.keys(params).length > 0) for (const key of SIZE_NAMES) used.add(key);
  }
  for (const parameter of model.parameters) {
    if (parameter.id in params) continue;
    const own = plain(parameter.id);
    const entries = [...named].filter(([key]) => isSame(key, own));
    // Its own name outweighs what others call it.
    entries.sort(([left], [right]) => Number(right === own) - Number(left === own));
    for (const [key, { value }] of entries) {
      const fits = fitted(parameter, value);
      if (fits === null) continue;
      params[parameter.id] = fits;
      used.add(key);
      break;
    }
  }
  const fitting = fittingValues(params, model.parameters);
  const unused = [...named]
    .filter(([key]) => !used.has(key) && !OF_THE_PROGRAM.test(key))
    .map(([, { name }]) => name);
  return { params: fitting, unused };
}
