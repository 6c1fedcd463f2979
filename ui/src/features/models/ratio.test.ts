import { expect, it } from "vitest";
import { parseRatio, ratioOfParams } from "./ratio";

it("a ratio is read from sizes and from aspect ratios", () => {
  expect(parseRatio("1024x1536")).toEqual({ width: 1024, height: 1536 });
  expect(parseRatio("16:9")).toEqual({ width: 16, height: 9 });
  expect(parseRatio("1.85 : 1")).toEqual({ width: 1.85, height: 1 });
  for (const words of ["auto", "2K", "0x10", "large 2x3", ""]) expect(parseRatio(words)).toBeNull();
});

it("what is asked for has the shape its parameters name, or is square", () => {
  expect(ratioOfParams({ width: 640, height: 480, size: "1x2" })).toEqual({
    width: 640,
    height: 480,
  });
  expect(ratioOfParams({ quality: "high", aspect_ratio: "21:9" })).toEqual({
    width: 21,
    height: 9,
  });
  expect(ratioOfParams({ size: "auto", count: 2 })).toEqual({ width: 1, height: 1 });
});
