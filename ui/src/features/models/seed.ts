import type { Parameter } from "@/ipc/client";
import type { ParamValues } from "./parameter-values";

const LARGEST_SEED = 2 ** 32 - 1;

const isSeed = ({ control }: Parameter) => control === "seed";

/** A seed the parameter allows, all equally likely. `random` gives 0 up to but not 1. */
export function rollSeed(
  parameter: Pick<Parameter, "minimum" | "maximum">,
  random: () => number = Math.random,
): number {
  const lowest = Math.max(parameter.minimum ?? 0, 0);
  const highest = Math.min(parameter.maximum ?? LARGEST_SEED, LARGEST_SEED);
  return lowest + Math.floor(random() * (highest - lowest + 1));
}

/** Whether a seed was set, which is what keeps it for each run. */
export function isSeedLocked(values: ParamValues, parameters: readonly Parameter[]): boolean {
  return parameters.some((parameter) => isSeed(parameter) && values[parameter.id] !== undefined);
}

/**
 * The values to send with one run: with a new seed unless it is locked. The seed is chosen here
 * rather than by the provider, so that the ledger knows it and the run can be made again.
 */
export function withFreshSeed(
  values: ParamValues,
  parameters: readonly Parameter[],
  locked: boolean = isSeedLocked(values, parameters),
  random: () => number = Math.random,
): Record<string, ParamValues[string]> {
  const rolled = parameters
    .filter((parameter) => isSeed(parameter) && !(locked && values[parameter.id] !== undefined))
    .map((parameter) => [parameter.id, rollSeed(parameter, random)]);
  return { ...values, ...Object.fromEntries(rolled) };
}
