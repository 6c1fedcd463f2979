import { i18n } from "@/messages";
import type { Problem } from "./bindings";

/** A problem the core reported, as an exception. */
export class StudioError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = "StudioError";
    this.problem = problem;
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { code?: unknown }).code === "string" &&
    typeof (value as { message?: unknown }).message === "string"
  );
}

/** Anything that was thrown, as a problem a card can show. */
export function toProblem(cause: unknown): Problem {
  if (cause instanceof StudioError) return cause.problem;
  if (isProblem(cause)) return cause;
  return {
    code: "internal",
    message: i18n.t("errors:unexpected"),
    hint: null,
    retry_after_ms: null,
    details: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    trace: null,
  };
}
