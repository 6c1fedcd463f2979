import { expect, it } from "vitest";
import { daysLeft } from "./trash-time-left";

it("tells how long something stays in the trash", () => {
  const day = 24 * 60 * 60 * 1000;
  expect(daysLeft(0, 0)).toBe(30);
  expect(daysLeft(0, 29.5 * day)).toBe(1);
  expect(daysLeft(0, 40 * day)).toBe(0);
});
