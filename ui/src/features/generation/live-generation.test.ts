import { describe, expect, it } from "vitest";
import type { GenerationUpdate } from "@/ipc/client";
import { applyUpdate, type LiveGeneration } from "./live-generation";
import { asset, generation } from "./test-fixtures";

const running = generation("g", { state: "running", ended_at: null });
const snapshot: GenerationUpdate = {
  type: "snapshot",
  generation: running,
  text: "Once",
  reasoning: "Hm",
};

function following(...updates: GenerationUpdate[]): LiveGeneration | null {
  return updates.reduce<LiveGeneration | null>(applyUpdate, null);
}

describe("a generation that is followed", () => {
  it("knows nothing before its snapshot", () => {
    expect(following({ type: "text", delta: " upon" })).toBeNull();
  });

  it("knows of its end where it was over before anybody looked", () => {
    const failed = generation("g", { state: "failed" });
    const live = following({ type: "ended", generation: failed });
    expect(live).toMatchObject({ generation: { state: "failed" }, text: "" });
  });

  it("appends text and reasoning to what the snapshot brought", () => {
    const live = following(
      snapshot,
      { type: "text", delta: " upon" },
      { type: "reasoning", delta: "…" },
      { type: "text", delta: " a time" },
    );
    expect(live).toMatchObject({ text: "Once upon a time", reasoning: "Hm…" });
  });

  it("collects the sources behind its snapshot", () => {
    const source = { url: "https://example.com/a", title: "Weather", snippet: null };
    const live = following(snapshot, { type: "citation", ...source });
    expect(live?.citations).toEqual([source]);
  });

  it("shows outputs as they arrive and forgets the progress at the end", () => {
    const fraction = { type: "progress", progress: { fraction: 0.4, waiting_for: null } } as const;
    const one = { ...running, outputs: [asset("a")] };
    const working = following(snapshot, fraction, { type: "changed", generation: one });
    expect(working?.generation.outputs).toHaveLength(1);
    expect(working?.progress?.fraction).toBe(0.4);

    const done = applyUpdate(working, { type: "ended", generation: generation("g") });
    expect(done).toMatchObject({ progress: null, generation: { state: "succeeded" } });
  });

  it("starts over with a second snapshot", () => {
    const live = following(
      snapshot,
      { type: "text", delta: " upon" },
      { ...snapshot, text: "New" },
    );
    expect(live?.text).toBe("New");
  });
});
