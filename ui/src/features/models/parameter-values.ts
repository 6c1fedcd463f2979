import type { Parameter, ParamValue } from "@/ipc/client";

/** What was set, by parameter. What is absent has its default, or is left to the provider. */
export type ParamValues = Readonly<Record<string, ParamValue>>;

const EPSILON = 1e-9;

const isNumeric = ({ control }: Parameter) =>
  control === "slider" || control === "number" || control === "seed";

/** What a parameter has now; null where the provider decides. */
export function shownValue(parameter: Parameter, values: ParamValues): ParamValue | null {
  return values[parameter.id] ?? parameter.default;
}

/** The slots that something is given in, where the model takes nothing beside words. */
export const NOTHING_GIVEN: ReadonlySet<string> = new Set();

/**
 * The parameters that have a meaning with these values and inputs. One that hangs on another is
 * hidden along with it.
 */
export function visibleParameters(
  parameters: readonly Parameter[],
  values: ParamValues,
  given: ReadonlySet<string> = NOTHING_GIVEN,
): Parameter[] {
  const shown = new Map<string, Parameter>();
  const isVisible = ({ visible_when: rule }: Parameter): boolean => {
    if (rule === null) return true;
    if (rule.kind === "input-given") return given.has(rule.slot);
    if (rule.kind === "input-missing") return !given.has(rule.slot);
    const other = shown.get(rule.id);
    const value = other ? shownValue(other, values) : null;
    if (rule.kind === "parameter-given") return value !== null && value !== "";
    return value !== null && rule.values.includes(value);
  };
  for (const parameter of parameters) {
    if (isVisible(parameter)) shown.set(parameter.id, parameter);
  }
  return [...shown.values()];
}

export function isChanged(parameter: Parameter, values: ParamValues): boolean {
  const value = values[parameter.id];
  return value !== undefined && value !== parameter.default;
}

/**
 * The values with one set; a value that is the default anyway is not kept. A seed always is: having
 * one is what locks it.
 */
export function withValue(
  values: ParamValues,
  parameter: Parameter,
  value: ParamValue | null,
): ParamValues {
  const { [parameter.id]: _, ...others } = values;
  const same = value === parameter.default && parameter.control !== "seed";
  return value === null || same ? others : { ...others, [parameter.id]: value };
}

/** The nearest number that the parameter allows. */
export function nearestAllowed(parameter: Parameter, wanted: number): number {
  const { minimum, maximum } = parameter;
  const step = parameter.control === "seed" ? 1 : parameter.step;
  const lowest = minimum ?? Number.NEGATIVE_INFINITY;
  const highest = maximum ?? Number.POSITIVE_INFINITY;
  const within = (value: number) => Math.min(Math.max(value, lowest), highest);
  if (!step) return within(wanted);
  const origin = minimum ?? 0;
  const steps = Math.round((within(wanted) - origin) / step);
  const most = Math.floor((highest - origin) / step + EPSILON);
  // Sums of a decimal step leave a tail of binary digits that the check at the core would see.
  return Number((origin + Math.min(steps, most) * step).toPrecision(12));
}

function isAllowed(parameter: Parameter, value: ParamValue): boolean {
  if (isNumeric(parameter)) {
    return (
      typeof value === "number" && Math.abs(nearestAllowed(parameter, value) - value) < EPSILON
    );
  }
  switch (parameter.control) {
    case "switch":
      return typeof value === "boolean";
    case "choice":
      return parameter.choices.some((choice) => choice.value === value);
    default:
      return typeof value === "string";
  }
}

/**
 * What of these values a model can be told. Values stay with the page while models change, so that
 * going back to a model finds them again; only those that fit are sent.
 */
export function fittingValues(
  values: ParamValues,
  parameters: readonly Parameter[],
  given: ReadonlySet<string> = NOTHING_GIVEN,
): ParamValues {
  const allowed = allowedValues(values, parameters);
  const visible = new Set(visibleParameters(parameters, allowed, given).map(({ id }) => id));
  return Object.fromEntries(Object.entries(allowed).filter(([id]) => visible.has(id)));
}

/** Values that a model takes, whether or not they have a meaning together. */
function allowedValues(values: ParamValues, parameters: readonly Parameter[]): ParamValues {
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = values[parameter.id];
      return value !== undefined && isAllowed(parameter, value) ? [[parameter.id, value]] : [];
    }),
  );
}

/** A value as the form shows it, for sentences. */
export function describeValue(
  parameter: Parameter,
  value: ParamValue,
  words: { on: string; off: string },
): string {
  if (typeof value === "boolean") return value ? words.on : words.off;
  const choice = parameter.choices.find((known) => known.value === value);
  const text = choice?.label ?? String(value);
  return parameter.unit ? `${text} ${parameter.unit}` : text;
}
