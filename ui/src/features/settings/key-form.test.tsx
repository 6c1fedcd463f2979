import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import { api, type KeyStatus, type Problem, type Provider, StudioError } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { createQueryClient } from "@/state/query-client";
import { KeyForm } from "./key-form";

const refused: Problem = {
  code: "provider-auth",
  message: "OpenAI says: Incorrect API key provided.",
  hint: null,
  retry_after_ms: null,
  details: '{"error":{"code":"invalid_api_key"}}',
  trace: null,
};

function providerWith(key: KeyStatus): Provider {
  return {
    id: "openai",
    manifest_id: "openai",
    name: "OpenAI",
    kind: "hosted",
    added_by_user: false,
    base_url: "https://api.openai.com/v1",
    default_base_url: "https://api.openai.com/v1",
    key,
    keys_url: "https://platform.openai.com/api-keys",
    docs_url: null,
    model_count: 3,
    lists_models: true,
    enabled: true,
    has_voices: false,
    manages_models: false,
    clones_voices: false,
  };
}

function show(key: KeyStatus) {
  const client = createQueryClient();
  const tree = (status: KeyStatus) => (
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <KeyForm provider={providerWith(status)} />
      </TooltipProvider>
    </QueryClientProvider>
  );
  const { rerender } = render(tree(key));
  return { becomes: (status: KeyStatus) => rerender(tree(status)) };
}

const missing: KeyStatus = { status: "missing", required: true };

beforeEach(() => {
  vi.spyOn(api, "keyStorage").mockResolvedValue({ place: "keychain" });
  vi.spyOn(api, "setKey").mockResolvedValue(null);
  vi.spyOn(api, "removeKey").mockResolvedValue(null);
  vi.spyOn(api, "testProvider").mockResolvedValue({ url: "", elapsed_ms: 120, model_count: 7 });
});

describe("the key of a provider", () => {
  it("is kept without the spaces around it, then tested", async () => {
    show(missing);
    await userEvent.type(screen.getByLabelText("API key"), "  sk-1234  ");
    await userEvent.click(screen.getByRole("button", { name: "Save and test" }));

    expect(await screen.findByRole("status")).toHaveTextContent(
      "It works: answered in 120 ms and offers 7 models.",
    );
    expect(api.setKey).toHaveBeenCalledExactlyOnceWith("openai", "sk-1234");
    expect(api.testProvider).toHaveBeenCalledAfter(vi.mocked(api.setKey));
  });

  it("can be sent with Enter", async () => {
    show(missing);
    await userEvent.type(screen.getByLabelText("API key"), "sk-1234{Enter}");
    await waitFor(() => expect(api.setKey).toHaveBeenCalledOnce());
  });

  it("is not sent while there is none", async () => {
    show(missing);
    const save = screen.getByRole("button", { name: "Save and test" });
    expect(save).toHaveAttribute("aria-disabled", "true");
    await userEvent.click(save);
    await userEvent.type(screen.getByLabelText("API key"), "   {Enter}");
    expect(api.setKey).not.toHaveBeenCalled();
  });

  it("is shown while it is pasted and can be hidden", async () => {
    show(missing);
    const field = screen.getByLabelText("API key");
    await userEvent.click(field);
    await userEvent.paste("sk-pasted");
    expect(field).toHaveAttribute("type", "text");
    await userEvent.click(screen.getByRole("button", { name: "Hide key" }));
    expect(field).toHaveAttribute("type", "password");
  });

  it("stays kept when the test fails, and the provider's own words are shown", async () => {
    vi.mocked(api.testProvider).mockRejectedValue(new StudioError(refused));
    const { becomes } = show(missing);
    await userEvent.type(screen.getByLabelText("API key"), "sk-wrong{Enter}");

    const card = await screen.findByRole("alert");
    expect(card).toHaveTextContent("OpenAI says: Incorrect API key provided.");
    expect(card).toHaveTextContent("invalid_api_key");
    expect(screen.getByText(/the key is saved/i)).toBeVisible();

    becomes({ status: "set", last_four: "rong" });
    expect(screen.getByText("Set, ends in rong")).toBeVisible();
    expect(screen.getByRole("alert")).toBeVisible();
  });

  it("is not said to be kept when keeping it failed", async () => {
    vi.mocked(api.setKey).mockRejectedValue(
      new StudioError({ ...refused, code: "invalid-input", message: "The key has a space in it." }),
    );
    show(missing);
    await userEvent.type(screen.getByLabelText("API key"), "sk 12{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("The key has a space in it.");
    expect(screen.queryByText(/the key is saved/i)).toBeNull();
    expect(screen.getByLabelText("API key")).toHaveValue("sk 12");
    expect(api.testProvider).not.toHaveBeenCalled();
  });

  it("can be tested as it is", async () => {
    show({ status: "set", last_four: "Xk2Q" });
    expect(screen.getByText("Set, ends in Xk2Q")).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: "Test key" }));
    await screen.findByRole("status");
    expect(api.setKey).not.toHaveBeenCalled();
  });

  it("is replaced by another only when that is saved", async () => {
    show({ status: "set", last_four: "Xk2Q" });
    await userEvent.click(screen.getByRole("button", { name: "Replace" }));
    await userEvent.type(screen.getByLabelText("API key"), "sk-new");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.getByText("Set, ends in Xk2Q")).toBeVisible();
    expect(api.setKey).not.toHaveBeenCalled();
  });

  it("is removed only after the question is answered", async () => {
    show({ status: "set", last_four: "Xk2Q" });
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    const question = await screen.findByRole("alertdialog", { name: "Remove the key of OpenAI?" });
    expect(question).toHaveTextContent("cannot bring it back");
    expect(api.removeKey).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Remove key" }));
    await waitFor(() => expect(api.removeKey).toHaveBeenCalledExactlyOnceWith("openai"));
  });

  it("has no field while there is no place to keep it, but the way to one", async () => {
    vi.mocked(api.keyStorage).mockResolvedValue({ place: "unavailable", reason: "no service" });
    show(missing);
    await userEvent.click(await screen.findByRole("button", { name: "Set up key storage" }));
    expect(screen.queryByLabelText("API key")).toBeNull();
    expect(useNavigation.getState()).toMatchObject({ page: "settings", settingsSection: "keys" });
  });

  it("is out of reach while the sealed file is locked", async () => {
    vi.mocked(api.keyStorage).mockResolvedValue({ place: "sealed-file", locked: true });
    show({ status: "locked" });
    expect(await screen.findByRole("button", { name: "Unlock keys" })).toBeVisible();
  });
});
