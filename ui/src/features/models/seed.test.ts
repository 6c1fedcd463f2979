import { describe, expect, it } from "vitest";
import { parameter, SEED, SIZE } from "@/features/generation/test-fixtures";
import { isSeedLocked, rollSeed, withFreshSeed } from "./seed";

const LARGEST = 2 ** 32 - 1;
const almostOne = 1 - 2 ** -53;

describe("a rolled seed", () => {
  it("reaches both ends of 32 bits and nothing beyond", () => {
    const open = { minimum: null, maximum: null };
    expect(rollSeed(open, () => 0)).toBe(0);
    expect(rollSeed(open, () => almostOne)).toBe(LARGEST);
  });

  it("stays within what the model takes", () => {
    const narrow = { minimum: 10, maximum: 12 };
    expect(rollSeed(narrow, () => 0)).toBe(10);
    expect(rollSeed(narrow, () => almostOne)).toBe(12);
  });

  it("never asks for more than 32 bits, nor for less than 0", () => {
    const wide = { minimum: -5, maximum: 2 ** 53 - 1 };
    expect(rollSeed(wide, () => 0)).toBe(0);
    expect(rollSeed(wide, () => almostOne)).toBe(LARGEST);
  });
});

describe("the seed of a run", () => {
  it("is new for each run while none was set", () => {
    const rolls = [0.25, 0.5];
    const random = () => rolls.shift() ?? 0;
    const first = withFreshSeed({ size: "1024x1024" }, [SIZE, SEED], undefined, random);
    const second = withFreshSeed({ size: "1024x1024" }, [SIZE, SEED], undefined, random);
    expect(first).toEqual({ size: "1024x1024", seed: 2 ** 30 });
    expect(second.seed).toBe(2 ** 31);
  });

  it("stays while it is locked", () => {
    const random = () => expect.unreachable("a locked seed must not be rolled");
    expect(withFreshSeed({ seed: 0 }, [SEED], undefined, random)).toEqual({ seed: 0 });
  });

  it("is new when the caller unlocks it, whatever was set", () => {
    expect(withFreshSeed({ seed: 9 }, [SEED], false, () => 0.5)).toEqual({ seed: 2 ** 31 });
  });

  it("is not sent to a model that takes none", () => {
    expect(withFreshSeed({}, [SIZE])).toEqual({});
  });

  it("goes by the name that the model gives it", () => {
    const random_seed = parameter("random_seed", "seed", { maximum: 9 });
    expect(withFreshSeed({}, [random_seed], false, () => 0.99)).toEqual({ random_seed: 9 });
  });
});

it("is locked by being set, 0 included", () => {
  expect(isSeedLocked({}, [SEED])).toBe(false);
  expect(isSeedLocked({ seed: 0 }, [SEED])).toBe(true);
  expect(isSeedLocked({ size: "1024x1024" }, [SIZE, SEED])).toBe(false);
});
