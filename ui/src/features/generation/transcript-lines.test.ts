import { expect, it } from "vitest";
import type { Spoken, Transcript } from "@/ipc/client";
import { lineAt, linesOf } from "./transcript-lines";

const word = (text: string, start_ms: number, speaker: string | null = null): Spoken => ({
  text,
  start_ms,
  end_ms: start_ms + 300,
  speaker,
});
const transcript = (change: Partial<Transcript>): Transcript => ({
  language: null,
  text: "",
  segments: [],
  words: [],
  ...change,
});

it("keeps the turns of a service that tells them", () => {
  const segments = [word("Good morning.", 0), word("Hello.", 2000)];
  expect(linesOf(transcript({ segments, words: [word("Good", 0)] }))).toEqual(segments);
});

it("gathers words to lines that end at a pause and at another speaker", () => {
  const words = [
    word("Good", 0),
    word("morning.", 400),
    word("Well,", 2000),
    word("hi", 2400, "B"),
  ];
  expect(linesOf(transcript({ words }))).toEqual([
    { text: "Good morning.", start_ms: 0, end_ms: 700, speaker: null },
    { text: "Well,", start_ms: 2000, end_ms: 2300, speaker: null },
    { text: "hi", start_ms: 2400, end_ms: 2700, speaker: "B" },
  ]);
});

it("finds the line that is heard", () => {
  const lines = [word("one", 500), word("two", 1500)];
  expect([0, 500, 1499, 9000].map((ms) => lineAt(lines, ms))).toEqual([-1, 0, 0, 1]);
});
