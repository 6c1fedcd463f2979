import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { AnswerState } from "@/features/chat/thread/answer-state";
import type { Generation } from "@/ipc/client";
import { GenerationOutcome } from "./generation-outcome";
import { generation, show } from "./test-fixtures";

const stopped = (problem: Generation["problem"]) =>
  generation("one", { state: "cancelled", problem });

const mayBeCharged: Generation["problem"] = {
  code: "cancelled",
  message: "Stopped before the answer arrived.",
  hint: "The request had left already, so it may still be charged.",
  details: null,
  retry_after_ms: null,
  trace: null,
};

it("says of what was stopped that it may be charged all the same", () => {
  show(<GenerationOutcome generation={stopped(mayBeCharged)} />);
  expect(screen.getByText(/arrived\. The request had left .* still be charged\./)).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

it("says of an answer that was stopped that it may be charged all the same", () => {
  show(<AnswerState generation={stopped(mayBeCharged)} hasText={false} />);
  expect(screen.getByText(/arrived\. The request had left .* still be charged\./)).toBeVisible();
});

it("says in plain words what was stopped without a cost", () => {
  show(<GenerationOutcome generation={stopped(null)} />);
  expect(screen.getByText("Stopped before anything arrived.")).toBeVisible();
});
