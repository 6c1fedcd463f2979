import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { GenerationUpdate } from "@/ipc/client";
import { clearDraft } from "@/state/drafts";
import { useNavigation } from "@/state/navigation";
import { ChatPage } from "./chat-page";
import * as studio from "./test-studio";

const core: studio.FakeCore = { conversations: [], messages: [], models: [], providers: [] };
const ipc = vi.hoisted(() => ({ api: {} as Record<string, unknown> }));

vi.mock("@/ipc/client", async (load) => {
  const { fakeWatch } = await import("./test-studio");
  const original = await load<typeof import("@/ipc/client")>();
  return { ...original, api: ipc.api, watchGeneration: fakeWatch };
});

let api: ReturnType<typeof studio.fakeApi>;

beforeEach(() => {
  studio.giveLayout();
  studio.followers.length = 0;
  Object.assign(core, {
    conversations: [
      {
        id: "c1",
        title: "Light",
        head_message_id: null,
        project_id: null,
        created_at: 0,
        updated_at: 0,
      },
    ],
    messages: [],
    models: [studio.model],
    providers: [studio.provider],
  });
  api = studio.fakeApi(core);
  Object.assign(ipc.api, api);
  for (const scope of ["chat:new", "chat:c1", "chat:new:pasted"]) clearDraft(scope);
  api.setDraft.mockClear();
  useNavigation.setState({ page: "chat", conversationId: null, messageId: null });
});

function open(messages: typeof core.messages) {
  core.messages = messages;
  useNavigation.setState({ conversationId: "c1" });
  return studio.renderStudio(<ChatPage />);
}

const composer = () => screen.findByRole("textbox", { name: "Message" });
const button = (name: string) => screen.findByRole("button", { name });

async function ready() {
  const field = await composer();
  await screen.findByRole("button", { name: "Model: Writer" });
  return field;
}

const speak = (update: GenerationUpdate) =>
  act(async () => {
    for (const follower of studio.followers) follower(update);
  });

describe("writing a message", () => {
  it("is sent by Enter, to the chosen model, and the draft is emptied", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    const field = await ready();
    await user.type(field, "Hello{Enter}");
    await waitFor(() =>
      expect(api.sendMessage).toHaveBeenCalledWith({
        conversation_id: null,
        text: "Hello",
        attachments: [],
        model: { provider_id: "open", model_id: "writer-1" },
        params: {},
      }),
    );
    await waitFor(() => expect(field).toHaveValue(""));
    expect(api.setDraft).toHaveBeenLastCalledWith(expect.stringMatching(/^chat:new/), "");
    expect(useNavigation.getState().conversationId).toBe("c1");
  });

  it("is never sent by the Enter that ends a composition", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    const field = await ready();
    await user.type(field, "にほん");
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
    await act(async () => undefined);
    expect(api.sendMessage).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(api.sendMessage).toHaveBeenCalledTimes(1));
  });

  it("is kept when it could not be sent, with the problem beside it", async () => {
    api.sendMessage.mockRejectedValueOnce(studio.problem);
    const { user } = studio.renderStudio(<ChatPage />);
    const field = await ready();
    await user.type(field, "Hello{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Wait 20 seconds");
    expect(field).toHaveValue("Hello");
  });

  it("is not sent while empty, and the button says why", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    const field = await ready();
    await user.type(field, "   {Enter}");
    const send = await button("Send");
    expect(send).toHaveAttribute("aria-disabled", "true");
    await user.click(send);
    expect(api.sendMessage).not.toHaveBeenCalled();
  });

  it("keeps ten million pasted characters beside the field and sends them with what is written", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    const field = await ready();
    const book = "lorem ipsum ".repeat(900_000);
    fireEvent.paste(field, { clipboardData: { getData: () => book } });
    expect(field).toHaveValue("");
    expect(await screen.findByText(/This message has 10,800,000 characters/)).toBeVisible();
    await user.type(field, "Sum it up{Enter}");
    await waitFor(() =>
      expect(api.sendMessage).toHaveBeenCalledWith(
        expect.objectContaining({ text: `${book}\n\nSum it up` }),
      ),
    );
  });

  it("says which key is missing and leads to it, instead of sending", async () => {
    core.models = [{ ...studio.model, usable: false }];
    core.providers = [{ ...studio.provider, key: { status: "missing", required: true } }];
    const { user } = studio.renderStudio(<ChatPage />);
    await user.type(await composer(), "Hello{Enter}");
    expect(await screen.findByText("Open needs a key before Writer can answer.")).toBeVisible();
    expect(api.sendMessage).not.toHaveBeenCalled();
    await user.click(await button("Add a key in Settings"));
    expect(useNavigation.getState()).toMatchObject({ page: "settings", providerId: "open" });
  });

  it("never goes to another model when the chosen one is gone", async () => {
    core.models = [{ ...studio.model, id: "writer-2", name: "Other" }];
    const { user } = studio.renderStudio(<ChatPage />);
    await user.type(await composer(), "Hello{Enter}");
    expect(await screen.findByText(/writer-1 is not available any more/)).toBeVisible();
    expect(api.sendMessage).not.toHaveBeenCalled();
  });

  it("can begin with a suggestion", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    const field = await ready();
    await user.click(await screen.findByRole("button", { name: /^Draft a text/ }));
    expect(field).toHaveValue(
      "Draft a short, friendly email that moves Thursday's meeting to next week.",
    );
  });
});

describe("an answer", () => {
  const running = studio.generation({ state: "running", ended_at: null });

  it("shows what was written before and what arrives, and stops when told", async () => {
    const { user } = open([
      studio.message("m1", "user", "Hi"),
      studio.message("m2", "assistant", "First", { generation: running }),
    ]);
    expect(await screen.findByText("First")).toBeVisible();
    await waitFor(() => expect(studio.followers).toHaveLength(1));
    await speak({ type: "snapshot", generation: running, text: "First part", reasoning: "" });
    await speak({ type: "text", delta: " and **more**" });
    expect(await screen.findByText(/First part and/)).toHaveTextContent("First part and more");
    await user.click(await button("Stop"));
    expect(api.stopGeneration).toHaveBeenCalledWith("g1");
  });

  it("does not take a second message while it is written", async () => {
    const { user } = open([
      studio.message("m1", "user", "Hi"),
      studio.message("m2", "assistant", "First", { generation: running }),
    ]);
    await button("Stop");
    await user.type(await ready(), "Next{Enter}");
    expect(api.sendMessage).not.toHaveBeenCalled();
    expect(screen.getByText("An answer is being written. Stop it to send this now.")).toBeVisible();
  });

  it("that failed keeps its text, says what to do and tries again", async () => {
    const failed = studio.generation({ state: "failed", problem: studio.problem });
    const { user } = open([
      studio.message("m1", "user", "Hi"),
      studio.message("m2", "assistant", "Half an", { generation: failed }),
    ]);
    expect(await screen.findByText("Half an")).toBeVisible();
    const card = await screen.findByRole("alert");
    expect(card).toHaveTextContent("Wait 20 seconds, or choose another model.");
    await user.click(within(card).getByRole("button", { name: "Try again" }));
    expect(api.retryGeneration).toHaveBeenCalledWith("g1");
  });

  it.each([
    ["cancelled", null, "Stopped by you"],
    ["failed", "interrupted", /The studio closed while this was being written/],
  ] as const)("that ended %s (%s) says so in words", async (state, code, words) => {
    const problem = code && { ...studio.problem, code };
    const ended = studio.generation({ state, problem });
    open([studio.message("m2", "assistant", "Half an", { generation: ended })]);
    expect(await screen.findByText(words)).toBeVisible();
    expect(screen.getByText("Half an")).toBeVisible();
  });

  it("that was lost is never sent again by itself, and can be given up", async () => {
    const lost = studio.generation({ state: "unknown", ended_at: null });
    const { user } = open([studio.message("m2", "assistant", "", { generation: lost })]);
    await user.click(await button("Mark as lost"));
    expect(api.closeUnknown).toHaveBeenCalledWith("g1");
    expect(api.retryGeneration).not.toHaveBeenCalled();
  });

  it("has a switcher between its versions", async () => {
    const { user } = open([
      studio.message("m1", "user", "Hi"),
      studio.message("m3", "assistant", "Second", { siblings: ["m2", "m3", "m4"] }),
    ]);
    expect(await screen.findByText("2 of 3")).toBeVisible();
    await user.click(await button("Previous version"));
    expect(api.selectSibling).toHaveBeenLastCalledWith("m2");
    await user.click(await button("Next version"));
    expect(api.selectSibling).toHaveBeenLastCalledWith("m4");
  });
});

describe("what was said", () => {
  it("can be said differently in its place, which makes another version", async () => {
    const { user } = open([
      studio.message("m1", "user", "Hi"),
      studio.message("m2", "assistant", "Hello"),
    ]);
    await user.click(await button("Edit message"));
    const field = await screen.findByRole("textbox", { name: "Edit message" });
    expect(field).toHaveValue("Hi");
    await user.clear(field);
    await user.type(field, "Good day");
    await user.click(await button("Save and send"));
    expect(api.editMessage).toHaveBeenCalledWith(
      expect.objectContaining({ message_id: "m1", text: "Good day" }),
    );
    await waitFor(() => expect(field).not.toBeInTheDocument());
  });

  it("stays as it was when editing is given up", async () => {
    const { user } = open([studio.message("m1", "user", "Hi")]);
    await user.click(await button("Edit message"));
    await user.type(await screen.findByRole("textbox", { name: "Edit message" }), "!{Escape}");
    expect(await screen.findByText("Hi")).toBeVisible();
    expect(api.editMessage).not.toHaveBeenCalled();
  });
});

describe("a message that was searched for", () => {
  it("is led to, and what lies above is loaded until it is there", async () => {
    api.listMessages.mockImplementation(async (_id, before) =>
      before === null
        ? { items: [studio.message("m2", "user", "Below")], next: "m2" }
        : { items: [studio.message("m1", "user", "Above")], next: null },
    );
    useNavigation.setState({ conversationId: "c1", messageId: "m1" });
    studio.renderStudio(<ChatPage />);
    // First of all: the mark is there for a moment only.
    await waitFor(() =>
      expect(screen.getByText("Above").closest("[data-index]")).toHaveClass("bg-accent-soft"),
    );
    await waitFor(() => expect(useNavigation.getState().messageId).toBeNull());
  });
});

describe("the list of conversations", () => {
  const list = () => screen.findByRole("navigation", { name: "Conversations" });
  const row = async (name: string) => within(await list()).findByRole("button", { name });

  beforeEach(() => {
    core.conversations = ["Alpha", "Beta", "Bravo"].map((title, index) => ({
      id: `c${index}`,
      title,
      head_message_id: null,
      project_id: null,
      created_at: 0,
      updated_at: Date.now() - index,
    }));
  });

  it("is walked with arrows and by typing", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    (await row("Alpha")).focus();
    await user.keyboard("{ArrowDown}");
    expect(await row("Beta")).toHaveFocus();
    await user.keyboard("{End}");
    expect(await row("Bravo")).toHaveFocus();
    await user.keyboard("a");
    expect(await row("Alpha")).toHaveFocus();
  });

  it("renames in place with F2, and not with the Enter of a composition", async () => {
    const { user } = studio.renderStudio(<ChatPage />);
    (await row("Alpha")).focus();
    await user.keyboard("{F2}");
    const field = await screen.findByRole("textbox", { name: "New title" });
    fireEvent.change(field, { target: { value: "Omega" } });
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    expect(field).toBeInTheDocument();
    expect(api.renameConversation).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(api.renameConversation).toHaveBeenCalledWith("c0", "Omega"));
  });

  it("deletes with Delete, leaves the conversation if it was open, and goes on to the next", async () => {
    useNavigation.setState({ conversationId: "c0" });
    const { user } = studio.renderStudio(<ChatPage />);
    (await row("Alpha")).focus();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(api.deleteConversation).toHaveBeenCalledWith("c0"));
    await waitFor(() => expect(useNavigation.getState().conversationId).toBeNull());
    expect(await row("Beta")).toHaveFocus();
  });
});
