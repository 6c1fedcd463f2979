import { useState } from "react";
import type { Stroke } from "./strokes";

export interface Strokes {
  strokes: readonly Stroke[];
  add: (stroke: Stroke) => void;
  clear: () => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
}

interface History {
  steps: readonly (readonly Stroke[])[];
  at: number;
}

/** What was painted, with the way back and forth; clearing is a step like any other. */
export function useStrokes(): Strokes {
  const [{ steps, at }, setHistory] = useState<History>({ steps: [[]], at: 0 });
  const strokes = steps[at] ?? [];
  const step = (next: readonly Stroke[]) =>
    setHistory((before) => {
      const steps = [...before.steps.slice(0, before.at + 1), next];
      return { steps, at: steps.length - 1 };
    });
  const go = (by: 1 | -1) =>
    setHistory((before) => ({
      ...before,
      at: Math.min(Math.max(before.at + by, 0), before.steps.length - 1),
    }));
  return {
    strokes,
    add: (stroke) => step([...strokes, stroke]),
    clear: () => strokes.length > 0 && step([]),
    undo: () => go(-1),
    redo: () => go(1),
    canUndo: at > 0,
    canRedo: at < steps.length - 1,
  };
}
