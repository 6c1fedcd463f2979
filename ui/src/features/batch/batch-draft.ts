import type {
  BatchAxis,
  Generate,
  GenerateBatch,
  ModelRef,
  Parameter,
  ParamValue,
} from "@/ipc/client";

/** One side of the grid while it is being chosen. */
export interface AxisDraft {
  /** `none`, `model`, or the id of a parameter behind `parameter:`. */
  what: string;
  /** What was written or ticked for a parameter. */
  text: string;
  models: readonly ModelRef[];
}

export interface VariableDraft {
  name: string;
  values: string;
}

/** What the dialog holds, as it was written. */
export interface BatchDraft {
  seeds: number;
  prompts: string;
  variables: readonly VariableDraft[];
  columns: AxisDraft;
  rows: AxisDraft;
}

const NO_AXIS: AxisDraft = { what: "none", text: "", models: [] };
export const EMPTY_DRAFT: BatchDraft = {
  seeds: 4,
  prompts: "",
  variables: [],
  columns: NO_AXIS,
  rows: NO_AXIS,
};

const PARAMETER = "parameter:";
export const parameterAxis = (id: string) => `${PARAMETER}${id}`;

/** The parameter that an axis varies, if it varies one. */
export function parameterOf(axis: AxisDraft, parameters: readonly Parameter[]): Parameter | null {
  if (!axis.what.startsWith(PARAMETER)) return null;
  const id = axis.what.slice(PARAMETER.length);
  return parameters.find((parameter) => parameter.id === id) ?? null;
}

const NUMERIC = new Set<Parameter["control"]>(["slider", "number", "seed"]);

/** Values are separated by lines where they are text of some length, else by commas too. */
export const isByLine = ({ control }: Parameter) => control === "text-area" || control === "text";

function pieces(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
}

/** The values that were written for a parameter; what is no value of it is left out. */
export function valuesOf(parameter: Parameter, text: string): ParamValue[] {
  const written = pieces(text, isByLine(parameter) ? /\n/ : /[,\n]/);
  if (NUMERIC.has(parameter.control)) {
    return written.map(Number).filter((number) => Number.isFinite(number));
  }
  if (parameter.control === "switch") return written.map((word) => word === "true");
  return written;
}

function axisOf(axis: AxisDraft, parameters: readonly Parameter[]): BatchAxis | null {
  if (axis.what === "model") return { kind: "model", models: [...axis.models] };
  const parameter = parameterOf(axis, parameters);
  return (
    parameter && {
      kind: "parameter",
      id: parameter.id,
      values: valuesOf(parameter, axis.text),
    }
  );
}

const isEmpty = (axis: BatchAxis | null) =>
  axis !== null && (axis.kind === "model" ? axis.models : axis.values).length === 0;

/** What is asked for, or null while a side of the grid has no value. */
export function requestOf(
  draft: BatchDraft,
  base: Generate,
  parameters: readonly Parameter[],
): GenerateBatch | null {
  const columns = axisOf(draft.columns, parameters);
  const rows = axisOf(draft.rows, parameters);
  if (isEmpty(columns) || isEmpty(rows)) return null;
  return {
    base,
    prompts: pieces(draft.prompts, /\n/),
    variables: draft.variables
      .filter(({ name, values }) => name.trim() !== "" || values.trim() !== "")
      .map(({ name, values }) => ({ name: name.trim(), values: pieces(values, /[,\n]/) })),
    seeds: draft.seeds,
    columns,
    rows,
  };
}
