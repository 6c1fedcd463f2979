const STEPS = [
  ["pulling manifest", "manifest"],
  ["pulling", "downloading"],
  ["downloading", "downloading"],
  ["verifying", "checking"],
  ["writing", "finishing"],
  ["removing", "finishing"],
  ["success", "finishing"],
] as const;

export type KnownStep = (typeof STEPS)[number][1] | "starting";

/** What a server's word for a step means; its own word where nobody knows. */
export function stepOf(step: string | null): { known: KnownStep } | { other: string } {
  if (step === null || step === "") return { known: "starting" };
  const match = STEPS.find(([start]) => step.startsWith(start));
  return match ? { known: match[1] } : { other: step };
}
