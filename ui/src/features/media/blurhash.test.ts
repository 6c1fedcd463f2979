import { expect, it } from "vitest";
import { blurhashPixels } from "./blurhash";

// What the core writes for a picture whose red grows to the right and whose green grows downwards.
const GRADIENT = "LxH27X2lwyX6mAWYjuf6gKfkfQfj";

it("shows the colours where the picture has them", () => {
  const pixels = blurhashPixels(GRADIENT, 8, 6);
  const at = (x: number, y: number) => [
    ...(pixels?.slice((y * 8 + x) * 4, (y * 8 + x) * 4 + 4) ?? []),
  ];
  const [left = [], right = []] = [at(0, 3), at(7, 3)];
  const [top = [], bottom = []] = [at(4, 0), at(4, 5)];
  expect((right[0] ?? 0) - (left[0] ?? 0)).toBeGreaterThan(100);
  expect((bottom[1] ?? 0) - (top[1] ?? 0)).toBeGreaterThan(100);
  expect(left[3]).toBe(255);
});

it("takes nothing that is no BlurHash", () => {
  for (const wrong of ["", "L", GRADIENT.slice(1), `${GRADIENT}00`, GRADIENT.replace("H", "é")]) {
    expect(blurhashPixels(wrong, 8, 6)).toBeNull();
  }
});
