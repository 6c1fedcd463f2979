import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { drawStrokes, paintsAnything, type Stroke } from "./strokes";
import { useStrokes } from "./use-strokes";

const stroke = (mode: Stroke["mode"], ...xs: number[]): Stroke => ({
  mode,
  size: 10,
  points: xs.map((x) => ({ x, y: 5 })),
});

function fakeContext() {
  const acts: string[] = [];
  const note = (name: string) =>
    vi.fn((...args: number[]) => acts.push(`${name} ${args[0] ?? ""}`.trim()));
  const context = {
    globalCompositeOperation: "",
    beginPath: vi.fn(),
    arc: note("arc"),
    moveTo: note("move"),
    lineTo: note("line"),
    fill: () => acts.push(`fill ${context.globalCompositeOperation}`),
    stroke: () => acts.push(`stroke ${context.globalCompositeOperation}`),
  };
  return { acts, context: context as unknown as CanvasRenderingContext2D };
}

it("draws a press as a dot and a movement as a line; erasing takes away", () => {
  const { acts, context } = fakeContext();
  drawStrokes(context, [stroke("paint", 1), stroke("erase", 2, 3)], "white");
  expect(acts).toEqual(["arc 1", "fill source-over", "move 2", "line 3", "stroke destination-out"]);
  expect(context.globalCompositeOperation).toBe("source-over");
});

it("a mask of erasing alone paints nothing", () => {
  expect(paintsAnything([stroke("erase", 1)])).toBe(false);
  expect(paintsAnything([stroke("erase", 1), stroke("paint", 1)])).toBe(true);
});

it("goes back over painting and over clearing, and forth again until something new is painted", () => {
  const { result } = renderHook(useStrokes);
  const sizes = () => result.current.strokes.length;
  act(() => result.current.add(stroke("paint", 1)));
  act(() => result.current.add(stroke("paint", 2)));
  act(() => result.current.clear());
  expect(sizes()).toBe(0);
  act(() => result.current.undo());
  expect(sizes()).toBe(2);
  act(() => result.current.undo());
  act(() => result.current.redo());
  expect(sizes()).toBe(2);
  act(() => result.current.undo());
  act(() => result.current.add(stroke("erase", 3)));
  expect(sizes()).toBe(2);
  expect(result.current.canRedo).toBe(false);
});
