import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type GenerationUpdate, watchGeneration } from "@/ipc/client";
import { generation, show } from "./test-fixtures";
import { useGeneration } from "./use-generation";

vi.mock("@/ipc/client", async (original) => ({
  ...(await original<typeof import("@/ipc/client")>()),
  watchGeneration: vi.fn(),
}));

const detach = vi.fn();
let drawn = 0;
let send: (id: string, update: GenerationUpdate) => void;
let frames: FrameRequestCallback[] = [];

function nextFrame() {
  act(() => {
    for (const frame of frames.splice(0)) frame(0);
  });
}

function Text({ id }: { id: string | null }) {
  drawn += 1;
  return <p>{useGeneration(id).live?.text ?? "nothing yet"}</p>;
}

beforeEach(() => {
  drawn = 0;
  frames = [];
  detach.mockClear();
  vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  const watchers = new Map<string, (update: GenerationUpdate) => void>();
  send = (id, update) => watchers.get(id)?.(update);
  vi.mocked(watchGeneration).mockImplementation((id, onUpdate) => {
    watchers.set(id, onUpdate);
    return () => {
      watchers.delete(id);
      detach(id);
    };
  });
});

afterEach(() => vi.unstubAllGlobals());

const snapshot = (text: string): GenerationUpdate => ({
  type: "snapshot",
  generation: generation("one", { state: "running" }),
  text,
  reasoning: "",
});

it("draws once for all that arrived within a frame", () => {
  show(<Text id="one" />);
  const before = drawn;
  send("one", snapshot("A"));
  for (const letter of "bcdefgh") send("one", { type: "text", delta: letter });
  expect(screen.getByText("nothing yet")).toBeVisible();
  nextFrame();
  expect(screen.getByText("Abcdefgh")).toBeVisible();
  expect(drawn - before).toBe(1);
});

it("lets go when it follows another one, and shows nothing of the first", () => {
  const { redraw } = show(<Text id="one" />);
  send("one", snapshot("First"));
  nextFrame();
  redraw(<Text id="two" />);
  expect(detach).toHaveBeenCalledExactlyOnceWith("one");
  expect(screen.getByText("nothing yet")).toBeVisible();
  send("two", snapshot("Second"));
  nextFrame();
  expect(screen.getByText("Second")).toBeVisible();
});

it("follows nothing when told so", () => {
  vi.mocked(watchGeneration).mockClear();
  show(<Text id={null} />);
  expect(watchGeneration).not.toHaveBeenCalled();
});
