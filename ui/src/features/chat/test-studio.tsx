import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement, ReactNode } from "react";
import { vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import type {
  Conversation,
  ConversationId,
  Generation,
  GenerationUpdate,
  MessageId,
  Model,
  Page,
  Problem,
  Provider,
  ThreadMessage,
} from "@/ipc/client";
import { createQueryClient } from "@/state/query-client";

/** What the fake core holds. Tests fill it before they render. */
export interface FakeCore {
  conversations: Conversation[];
  messages: ThreadMessage[];
  models: Model[];
  providers: Provider[];
}

export const model: Model = {
  provider_id: "open",
  provider_name: "Open",
  id: "writer-1",
  name: "Writer",
  description: null,
  modality: "chat",
  status: "available",
  context_window: null,
  output_limit: null,
  capabilities: { vision: false, pdf: false, tools: false, reasoning: false, web_search: false },
  prompt: "required",
  prompt_limit: null,
  inputs: [],
  prices: null,
  free: false,
  parameters: [],
  usable: true,
};

export const provider: Provider = {
  id: "open",
  manifest_id: "open",
  name: "Open",
  kind: "hosted",
  added_by_user: false,
  base_url: null,
  default_base_url: null,
  key: { status: "set", last_four: "abcd" },
  keys_url: null,
  docs_url: null,
  model_count: 1,
  lists_models: true,
  enabled: true,
  has_voices: false,
  manages_models: false,
  clones_voices: false,
};

export const problem: Problem = {
  code: "provider-rate-limited",
  message: "Open allows no more requests for this minute.",
  hint: "Wait 20 seconds, or choose another model.",
  retry_after_ms: null,
  details: null,
  trace: null,
};

export function generation(change: Partial<Generation> = {}): Generation {
  return {
    id: "g1",
    kind: "chat",
    state: "succeeded",
    provider_id: "open",
    provider_name: "Open",
    model_id: "writer-1",
    model_name: "Writer",
    prompt: null,
    params: {},
    inputs: [],
    batch_id: null,
    retry_of: null,
    origin: "chat",
    problem: null,
    usage: null,
    estimated_cost: null,
    actual_cost: null,
    cost_basis: null,
    outputs: [],
    created_at: 0,
    submitted_at: 0,
    first_output_at: null,
    ended_at: 1,
    ...change,
  };
}

export function message(
  id: string,
  role: "user" | "assistant",
  text: string,
  change: Partial<ThreadMessage> = {},
): ThreadMessage {
  return {
    id,
    parent_id: null,
    role,
    parts: text === "" ? [] : [{ kind: "text", text }],
    generation: role === "assistant" ? generation() : null,
    siblings: [id],
    created_at: 0,
    ...change,
  };
}

/** The commands that conversations use, over what `core` holds. */
export function fakeApi(core: FakeCore) {
  return {
    listConversations: vi.fn(async () => ({ items: core.conversations, next: null })),
    listMessages: vi.fn(
      async (_id: ConversationId, _before: MessageId | null): Promise<Page<ThreadMessage>> => ({
        items: core.messages,
        next: null,
      }),
    ),
    listModels: vi.fn(async () => core.models),
    listProviders: vi.fn(async () => core.providers),
    getModelDefaults: vi.fn(async () => ({
      chat: { provider_id: "open", model_id: "writer-1" },
    })),
    listGenerations: vi.fn(async () => ({ items: [], next: null })),
    listActivity: vi.fn(async () => ({
      settings: { paused: false, resume_at_start: true },
      runs: [],
      left_off: 0,
    })),
    getDraft: vi.fn(async () => ""),
    setDraft: vi.fn(async () => null),
    getPreferences: vi.fn(async () => ({})),
    setPreferences: vi.fn(async () => null),
    reportUiProblem: vi.fn(async () => undefined),
    sendMessage: vi.fn(async () => ({
      conversation_id: "c1",
      message_id: "m2",
      generation_id: "g1",
    })),
    editMessage: vi.fn(async () => ({
      conversation_id: "c1",
      message_id: "m2",
      generation_id: "g1",
    })),
    stopGeneration: vi.fn(async () => null),
    retryGeneration: vi.fn(async () => generation()),
    closeUnknown: vi.fn(async () => null),
    selectSibling: vi.fn(async () => null),
    renameConversation: vi.fn(async () => null),
    deleteConversation: vi.fn(async () => ({ id: "d1", count: 1 })),
    undoDeletion: vi.fn(async () => 1),
    openLink: vi.fn(async () => null),
  };
}

/** Every follower that is attached, so that a test can speak as the core does. */
export const followers: ((update: GenerationUpdate) => void)[] = [];

export function fakeWatch(_id: string, onUpdate: (update: GenerationUpdate) => void) {
  followers.push(onUpdate);
  return () => void followers.splice(followers.indexOf(onUpdate), 1);
}

/** A wide window, and a height for the virtual lists: jsdom has neither. */
export function giveLayout(): void {
  const original = window.matchMedia;
  vi.spyOn(window, "matchMedia").mockImplementation((query) => ({
    ...original(query),
    matches: query.includes("min-width"),
  }));
  for (const [name, size] of [
    ["clientHeight", 800],
    ["clientWidth", 600],
    ["offsetHeight", 40],
  ] as const) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
  }
}

export function renderStudio(element: ReactElement) {
  const user = userEvent.setup();
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <TooltipProvider>{children}</TooltipProvider>
    </QueryClientProvider>
  );
  return { user, ...render(element, { wrapper }) };
}
