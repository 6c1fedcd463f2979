import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import { api } from "@/ipc/client";
import { createQueryClient } from "@/state/query-client";
import { CreateSealedFile } from "./create-sealed-file";

beforeEach(() => {
  vi.spyOn(api, "createSealedFile").mockResolvedValue(null);
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <CreateSealedFile />
      </TooltipProvider>
    </QueryClientProvider>,
  );
});

async function enter(passphrase: string, again: string) {
  await userEvent.type(screen.getByLabelText("Passphrase"), passphrase);
  await userEvent.type(screen.getByLabelText("Passphrase again"), again);
  await userEvent.click(screen.getByRole("button", { name: "Create sealed file" }));
}

it("a passphrase given twice alike seals the file", async () => {
  await enter("correct horse", "correct horse");
  await waitFor(() =>
    expect(api.createSealedFile).toHaveBeenCalledExactlyOnceWith("correct horse"),
  );
});

it("a passphrase that differs the second time is told and not used", async () => {
  await enter("correct horse", "correct house");
  expect(screen.getByRole("alert")).toHaveTextContent("The two differ.");
  expect(api.createSealedFile).not.toHaveBeenCalled();
});

it("a short passphrase is told and not used", async () => {
  await enter("horse", "horse");
  expect(screen.getByRole("alert")).toHaveTextContent("Use at least 8 characters.");
  expect(api.createSealedFile).not.toHaveBeenCalled();
});
