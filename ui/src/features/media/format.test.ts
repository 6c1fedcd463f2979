import { expect, it } from "vitest";
import { formatBytes, formatDay, formatLength, formatType } from "./format";
import { thumbnailFor } from "./thumbnail-size";

it.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1_000, "1 kB"],
  [412_300, "412 kB"],
  [1_300_000, "1.3 MB"],
  [2_500_000_000, "2.5 GB"],
])("%d bytes are told as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it("lengths and types are told as players do", () => {
  expect(formatLength(7_400)).toBe("0:07");
  expect(formatLength(3_723_000)).toBe("1:02:03");
  expect(formatType("image/png")).toBe("PNG");
  expect(formatType("audio/mpeg")).toBe("MP3");
});

it("a day is the same day wherever one is", () => {
  expect(formatDay("2026-11-20")).toBe("Nov 20, 2026");
});

it("a picture is read in the smallest size that fills its place", () => {
  expect(thumbnailFor(64)).toBe(64);
  expect(thumbnailFor(100)).toBe(256);
  expect(thumbnailFor(256)).toBe(256);
  expect(thumbnailFor(257)).toBe(512);
  expect(thumbnailFor(1024)).toBe(1024);
  expect(thumbnailFor(1025)).toBeUndefined();
});
