import { expect, it } from "vitest";
import { gridDestination } from "./grid-focus";

it("leads along rows and columns, and stays where nothing is beyond", () => {
  expect(gridDestination("ArrowRight", 0, 5, 3)).toBe(1);
  expect(gridDestination("ArrowLeft", 0, 5, 3)).toBe(0);
  expect(gridDestination("ArrowDown", 1, 5, 3)).toBe(4);
  expect(gridDestination("ArrowDown", 2, 5, 3)).toBe(2);
  expect(gridDestination("ArrowUp", 4, 5, 3)).toBe(1);
  expect(gridDestination("Home", 4, 5, 3)).toBe(0);
  expect(gridDestination("End", 0, 5, 3)).toBe(4);
  expect(gridDestination("x", 2, 5, 3)).toBe(2);
});
