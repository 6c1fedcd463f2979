import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import type {
  Asset,
  CacheTag,
  Generation,
  Model,
  Parameter,
  Problem,
  Provider,
} from "@/ipc/client";
import { invalidateTags } from "@/state/cache-tags";
import { createQueryClient } from "@/state/query-client";

export const BEGUN = 1_800_000_000_000;

export function parameter(
  id: string,
  control: Parameter["control"],
  change: Partial<Parameter> = {},
): Parameter {
  return {
    id,
    label: id[0]?.toUpperCase() + id.slice(1),
    help: null,
    control,
    minimum: null,
    maximum: null,
    step: null,
    unit: null,
    default: null,
    choices: [],
    numeric: false,
    separator: null,
    visible_when: null,
    ...change,
  };
}

export const SIZE = parameter("size", "choice", {
  default: "1024x1024",
  choices: [
    { value: "1024x1024", label: "Square" },
    { value: "1536x1024", label: "Wide" },
  ],
});
export const COUNT = parameter("count", "slider", { minimum: 1, maximum: 4, step: 1, default: 1 });
export const SEED = parameter("seed", "seed", { minimum: 0, maximum: 4_294_967_295 });

export function model(change: Partial<Model> = {}): Model {
  return {
    provider_id: "sample",
    provider_name: "Sample (no AI)",
    id: "painter",
    name: "Sample painter",
    description: "Paints a pattern.",
    modality: "image",
    status: "available",
    context_window: null,
    output_limit: null,
    capabilities: { vision: false, pdf: false, tools: false, reasoning: false, web_search: false },
    prompt: "required",
    prompt_limit: null,
    inputs: [],
    prices: null,
    free: true,
    parameters: [SIZE, COUNT, SEED],
    usable: true,
    ...change,
  };
}

export function provider(change: Partial<Provider> = {}): Provider {
  return {
    id: "sample",
    manifest_id: "sample",
    name: "Sample (no AI)",
    kind: "built-in",
    added_by_user: false,
    base_url: null,
    default_base_url: null,
    key: { status: "not-needed" },
    keys_url: null,
    docs_url: null,
    model_count: 1,
    lists_models: false,
    enabled: true,
    has_voices: false,
    manages_models: false,
    clones_voices: false,
    ...change,
  };
}

export function problem(change: Partial<Problem> = {}): Problem {
  return {
    code: "invalid-input",
    message: "That cannot be used.",
    hint: null,
    retry_after_ms: null,
    details: null,
    trace: null,
    ...change,
  };
}

export function asset(id: string, change: Partial<Asset> = {}): Asset {
  return {
    id,
    kind: "image",
    title: `Picture ${id}`,
    blob: id.padEnd(64, "0"),
    mime: "image/png",
    byte_size: 1_300_000,
    width: 1024,
    height: 1024,
    duration_ms: null,
    generation_id: null,
    created_at: BEGUN,
    deleted_at: null,
    rating: null,
    flag: null,
    ...change,
  };
}

export function generation(id: string, change: Partial<Generation> = {}): Generation {
  return {
    id,
    kind: "image",
    state: "succeeded",
    provider_id: "sample",
    provider_name: "Sample (no AI)",
    model_id: "painter",
    model_name: "Sample painter",
    prompt: "A quiet harbour",
    params: { size: "1024x1024", count: 1, seed: 7 },
    inputs: [],
    batch_id: null,
    retry_of: null,
    origin: "studio",
    problem: null,
    usage: null,
    estimated_cost: null,
    actual_cost: null,
    cost_basis: null,
    outputs: [],
    created_at: BEGUN,
    submitted_at: BEGUN + 100,
    first_output_at: BEGUN + 2_000,
    ended_at: BEGUN + 4_000,
    ...change,
  };
}

/** Gives elements a size, since the test window has no layout and a list would draw nothing. */
export function giveLayout(width = 1000, height = 800): void {
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(height);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(width);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(height);
  Element.prototype.scrollTo = () => undefined;
}

/** Draws something as a page would; `changed` is what the core calls after a change. */
export function show(content: ReactNode) {
  const client = createQueryClient();
  const tree = (children: ReactNode) => (
    <QueryClientProvider client={client}>
      <TooltipProvider>{children}</TooltipProvider>
    </QueryClientProvider>
  );
  const { rerender } = render(tree(content));
  return {
    client,
    redraw: (next: ReactNode) => rerender(tree(next)),
    changed: (...tags: CacheTag[]) => invalidateTags(client, tags),
  };
}
