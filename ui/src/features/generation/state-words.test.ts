import { describe, expect, it } from "vitest";
import type { GenerationState } from "@/ipc/client";
import { momentsOf } from "./generation-timeline";
import { spanWords, stateWords } from "./state-words";
import { BEGUN, generation } from "./test-fixtures";

describe("the words for a state", () => {
  it.each([
    ["queued", "Queued"],
    ["submitted", "Sending"],
    ["running", "Working"],
    ["succeeded", "Done"],
    ["failed", "Failed"],
    ["cancelled", "Stopped"],
    ["unknown", "Lost: the answer never arrived"],
  ] as const)("%s is told as %s", (state, words) => {
    expect(stateWords({ state })).toBe(words);
  });

  it("tell how many go before it and about for how long, while that lies ahead", () => {
    const progress = {
      fraction: null,
      waiting_for: "rate-limit" as const,
      ahead: 2,
      until: 41_000,
    };
    const words = (now: number, change = {}) =>
      stateWords({ state: "queued" }, { ...progress, ...change }, now);
    expect(words(1_500)).toBe("Queued behind 2 · about 40 s");
    expect(words(50_000)).toBe("Queued behind 2");
    expect(words(1_500, { ahead: 0 })).toBe("Waiting, to stay within the limits · about 40 s");
    expect(words(1_500, { ahead: null, until: null })).toBe("Waiting, to stay within the limits");
  });

  it("tell how far it is and what is waited for, while it runs only", () => {
    const progress = { fraction: 0.404, waiting_for: null };
    expect(stateWords({ state: "running" }, progress)).toBe("Working · 40 %");
    expect(stateWords({ state: "running" }, { ...progress, waiting_for: "rate-limit" })).toBe(
      "Waiting, to stay within the limits · 40 %",
    );
    expect(stateWords({ state: "failed" }, progress)).toBe("Failed");
  });
});

it.each([
  [0, "0 s"],
  [2_440, "2.4 s"],
  [12_400, "12 s"],
  [59_700, "1 min 0 s"],
  [65_000, "1 min 5 s"],
  [7_380_000, "2 h 3 min"],
  [-5, "0 s"],
])("%d milliseconds are told as %s", (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

it("a timeline has every step that was taken, and the first result among them", () => {
  const event = (
    number: number,
    from: GenerationState | null,
    to: GenerationState,
    at: number,
  ) => ({
    number,
    from,
    to,
    detail: null,
    at: BEGUN + at,
  });
  const events = [
    event(1, null, "queued", 0),
    event(2, "queued", "submitted", 100),
    event(3, "submitted", "running", 200),
    event(4, "running", "unknown", 900),
    event(5, "unknown", "running", 1_500),
    event(6, "running", "succeeded", 4_000),
  ];
  const words = momentsOf(generation("g"), events).map(({ words, at }) => [words, at - BEGUN]);
  expect(words).toEqual([
    ["Asked for", 0],
    ["Sent to Sample (no AI)", 100],
    ["Sample (no AI) began", 200],
    ["Lost: the answer never arrived", 900],
    ["Looked at again", 1_500],
    ["First result", 2_000],
    ["Done", 4_000],
  ]);
  const closed = [{ ...event(1, null, "queued", 0), detail: "marked as lost" }];
  expect(momentsOf({ id: "g", provider_name: "P" }, closed)[0]?.detail).toBe("marked as lost");
});

it("a result in the moment of the end stands before it", () => {
  const ended = { number: 2, from: "running" as const, to: "succeeded" as const, detail: null };
  const begun = { number: 1, from: null, to: "queued" as const, detail: null, at: BEGUN };
  const events = [begun, { ...ended, at: BEGUN + 2_000 }];
  expect(momentsOf(generation("g"), events).map(({ key }) => key)).toEqual(["1", "first", "2"]);
});
