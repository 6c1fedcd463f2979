import { expect, it } from "vitest";
import { model, parameter, SEED, SIZE } from "@/features/generation/test-fixtures";
import type { Recipe } from "@/ipc/client";
import { matchRecipe } from "./recipe-match";

function recipe(change: Partial<Recipe> = {}): Recipe {
  return {
    format: "automatic1111",
    prompt: "a fox",
    negative_prompt: null,
    model: null,
    made_with: null,
    params: {},
    ...change,
  };
}

const STEPS = parameter("num_inference_steps", "slider", { minimum: 1, maximum: 50, step: 1 });
const GUIDANCE = parameter("guidance", "slider", { minimum: 0, maximum: 10, step: 0.5 });
const SAMPLER = parameter("sampler", "choice", {
  choices: [{ value: "euler_a", label: "Euler a" }],
});

it("settings find their parameter by what programs call it", () => {
  const painter = model({ parameters: [SIZE, SEED, STEPS, GUIDANCE, SAMPLER] });
  const { params, unused } = matchRecipe(
    recipe({
      params: {
        Steps: 20,
        Sampler: "Euler a",
        "CFG scale": 7.2,
        Seed: 1234,
        Size: "1536x1024",
        "Model hash": "abc",
        Version: "v1.9",
      },
    }),
    painter,
  );
  expect(params).toEqual({
    size: "1536x1024",
    seed: 1234,
    num_inference_steps: 20,
    guidance: 7,
    sampler: "euler_a",
  });
  expect(unused).toEqual([]);
});

it("what the model has no place for is named", () => {
  const { params, unused } = matchRecipe(
    recipe({
      negative_prompt: "blurry",
      params: { Steps: 20, Sampler: "DPM++ 2M", Size: "100x900", Seed: 5e10 },
    }),
    model({ parameters: [SIZE, SEED, SAMPLER] }),
  );
  expect(params).toEqual({});
  expect(unused).toEqual(["Steps", "Sampler", "Size", "Seed", "Negative prompt"]);
});

it("a size becomes width and height, a size, or the nearest shape", () => {
  const said = recipe({ format: "comfyui", params: { width: 832, height: 1216 } });
  const sides = ["width", "height"].map((id) =>
    parameter(id, "number", { minimum: 64, maximum: 2048, step: 64 }),
  );
  expect(matchRecipe(said, model({ parameters: sides })).params).toEqual({
    width: 832,
    height: 1216,
  });
  const shape = parameter("aspect_ratio", "choice", {
    choices: ["1:1", "2:3", "16:9"].map((value) => ({ value, label: value })),
  });
  const match = matchRecipe(said, model({ parameters: [shape] }));
  expect(match).toEqual({ params: { aspect_ratio: "2:3" }, unused: [] });
});

it("a name of its own outweighs what others call it", () => {
  const cfg = parameter("cfg_scale", "number", { minimum: 0, maximum: 20 });
  const said = recipe({ params: { guidance: 3, cfg_scale: 7 } });
  const match = matchRecipe(said, model({ parameters: [cfg] }));
  expect(match).toEqual({ params: { cfg_scale: 7 }, unused: ["guidance"] });
});

it("what has no meaning with the rest is not kept", () => {
  const hidden = parameter("strength", "slider", {
    minimum: 0,
    maximum: 1,
    visible_when: { kind: "input-given", slot: "image" },
  });
  const said = recipe({ params: { "Denoising strength": 0.4 } });
  expect(matchRecipe(said, model({ parameters: [hidden] })).params).toEqual({});
});
