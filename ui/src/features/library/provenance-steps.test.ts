import { describe, expect, it } from "vitest";
import { asset } from "@/features/generation/test-fixtures";
import type { Provenance, ProvenanceGeneration } from "@/ipc/client";
import { type Step, stepsOf } from "./provenance-steps";

const generation = (id: string): ProvenanceGeneration => ({
  id,
  kind: "image",
  state: "succeeded",
  prompt: id,
  model_name: "Painter",
  provider_name: "Sample",
  created_at: 1,
});

function graph(change: Partial<Provenance>): Provenance {
  return {
    asset_id: "x",
    assets: ["x", "a", "b", "y"].map((id) => ({ asset: asset(id), source: null })),
    generations: ["g", "h"].map(generation),
    conversations: [{ id: "c", title: "Talk" }],
    came_from: [],
    came_of: [],
    more: false,
    ...change,
  };
}

const told = (steps: Step[]) =>
  steps.map(({ depth, thing }) => {
    const name =
      thing.type === "asset"
        ? `${thing.id}${thing.asset ? "" : "!"}${thing.slot ? `:${thing.slot}` : ""}`
        : thing.type === "generation"
          ? thing.generation.id
          : thing.type === "conversation"
            ? thing.conversation.title
            : thing.relation;
    return `${depth} ${name}`;
  });

describe("where something came from", () => {
  it("is told from what made it to what that was given, and on", () => {
    const steps = stepsOf(
      graph({
        came_from: [
          { type: "made", generation_id: "g", asset_id: "x" },
          { type: "given", generation_id: "g", asset_id: "a", slot: "image" },
          { type: "given", generation_id: "g", asset_id: "gone", slot: "mask" },
          { type: "made", generation_id: "h", asset_id: "a" },
        ],
      }),
      "behind",
    );
    expect(told(steps)).toEqual(["0 g", "1 a:image", "2 h", "1 gone!:mask"]);
  });

  it("names what was met before without walking it again, and ends on any graph", () => {
    const steps = stepsOf(
      graph({
        came_from: [
          { type: "derived", parent_id: "a", asset_id: "x", relation: "edit" },
          { type: "derived", parent_id: "b", asset_id: "x", relation: "extract" },
          { type: "derived", parent_id: "b", asset_id: "a", relation: "upscale" },
          { type: "derived", parent_id: "x", asset_id: "b", relation: "variation" },
        ],
      }),
      "behind",
    );
    expect(told(steps)).toEqual([
      "0 edit",
      "1 a",
      "2 upscale",
      "3 b",
      "4 variation",
      "5 x",
      "0 extract",
      "1 b",
    ]);
  });
});

describe("what came of something", () => {
  it("is told with what was made of it and where it is shown", () => {
    const steps = stepsOf(
      graph({
        came_of: [
          { type: "given", generation_id: "g", asset_id: "x", slot: "image" },
          { type: "given", generation_id: "g", asset_id: "x", slot: "style" },
          { type: "shown", asset_id: "x", message_id: "m", conversation_id: "c" },
          { type: "shown", asset_id: "x", message_id: "n", conversation_id: "c" },
          { type: "made", generation_id: "g", asset_id: "y" },
        ],
      }),
      "beyond",
    );
    expect(told(steps)).toEqual(["0 g", "1 y", "0 Talk"]);
  });
});
