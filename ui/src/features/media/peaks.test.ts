import { expect, it } from "vitest";
import { peaksOf } from "./peaks";

it("keeps the loudest moment of each part, and makes the loudest of all 1", () => {
  const samples = new Float32Array([0, 0.25, -0.5, 0.1, 0, 0, 0.125, 0]);
  expect(peaksOf(samples, 4)).toEqual([0.5, 1, 0, 0.25]);
});

it("has no more parts than there are samples, and none of nothing", () => {
  expect(peaksOf(new Float32Array([0.5, 1]), 400)).toEqual([0.5, 1]);
  expect(peaksOf(new Float32Array(), 400)).toEqual([]);
});

it("leaves silence silent", () => {
  expect(peaksOf(new Float32Array(8), 4)).toEqual([0, 0, 0, 0]);
});
