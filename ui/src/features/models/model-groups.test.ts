import { describe, expect, it } from "vitest";
import { model, provider } from "@/features/generation/test-fixtures";
import { groupModels, startingModel } from "./model-groups";

const sample = provider();
const openai = provider({ id: "openai", name: "OpenAI", kind: "hosted" });
const locked = provider({ id: "vault", name: "Vault", kind: "hosted", key: { status: "locked" } });
const painter = model();
const real = model({
  provider_id: "openai",
  provider_name: "OpenAI",
  id: "image-1",
  name: "Image 1",
  description: "Follows long prompts.",
  free: false,
});
const sealed = model({ provider_id: "vault", provider_name: "Vault", id: "v", usable: false });

describe("the order of models", () => {
  it("puts real ones first, then the sample, then what misses a key", () => {
    const groups = groupModels([sealed, painter, real], [sample, openai, locked], "");
    expect(groups.map(({ name }) => name)).toEqual(["OpenAI", "Sample (no AI)", "Vault"]);
    expect(groups.map(({ builtIn }) => builtIn)).toEqual([false, true, false]);
    expect(groups.map(({ obstacle }) => obstacle)).toEqual([null, null, "keys-locked"]);
  });

  it("finds by every word, in name, provider, id and description", () => {
    const found = (search: string) =>
      groupModels([painter, real], [sample, openai], search).flatMap((group) =>
        group.models.map(({ name }) => name),
      );
    expect(found("OPENAI long")).toEqual(["Image 1"]);
    expect(found("image-1")).toEqual(["Image 1"]);
    expect(found("openai pattern")).toEqual([]);
  });
});

describe("before the first choice", () => {
  it("the sample is taken while there is nothing else", () => {
    expect(startingModel([painter], [sample])).toBe(painter);
    expect(startingModel([painter, { ...real, usable: false }], [sample, openai])).toBe(painter);
  });

  it("nothing is taken where a real model can be used: the person chooses", () => {
    expect(startingModel([painter, real], [sample, openai])).toBeNull();
  });

  it("nothing is taken where nothing is", () => {
    expect(startingModel([], [])).toBeNull();
  });
});
