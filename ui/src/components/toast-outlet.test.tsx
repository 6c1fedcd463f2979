import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { StudioError } from "@/ipc/client";
import { toast, toastManager } from "@/state/toasts";
import { ToastOutlet } from "./toast-outlet";
import { TooltipProvider } from "./tooltip";

beforeEach(() => {
  toastManager.close();
  render(
    <TooltipProvider>
      <ToastOutlet />
    </TooltipProvider>,
  );
});

it("a toast with a way back takes it once and goes", async () => {
  const undo = vi.fn();
  toast.show({ title: "3 pictures deleted", action: { label: "Undo", run: undo } });
  await screen.findByText("3 pictures deleted");
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(undo).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByText("3 pictures deleted")).toBeNull());
});

it("a way back that fails is told", async () => {
  const problem = {
    code: "storage-full",
    message: "The disk is full.",
    hint: "Free some space.",
    retry_after_ms: null,
    details: null,
    trace: null,
  } as const;
  toast.show({
    title: "Deleted",
    action: { label: "Undo", run: () => Promise.reject(new StudioError(problem)) },
  });
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
  expect(screen.getByText("Free some space.")).toBeInTheDocument();
});

it("toasts are announced politely", async () => {
  toast.show({ title: "Saved" });
  await screen.findByText("Saved");
  expect(screen.getByRole("region", { name: "Notices" })).toHaveAttribute("aria-live", "polite");
});
