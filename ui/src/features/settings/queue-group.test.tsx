import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { show } from "@/features/generation/test-fixtures";
import { api } from "@/ipc/client";
import { usePreferences } from "@/state/preferences";
import { QueueGroup } from "./queue-group";

it("keeps that what waits is held at the start, and leaves a pause as it is", async () => {
  vi.spyOn(api, "getQueueSettings").mockResolvedValue({ paused: true, resume_at_start: true });
  vi.spyOn(api, "setQueueSettings").mockResolvedValue(null);
  show(<QueueGroup />);
  await userEvent.click(screen.getByRole("switch", { name: "Go on by itself at the next start" }));
  await waitFor(() =>
    expect(api.setQueueSettings).toHaveBeenCalledExactlyOnceWith({
      paused: true,
      resume_at_start: false,
    }),
  );
});

it("keeps whether the end of something long is told", async () => {
  vi.spyOn(api, "getQueueSettings").mockResolvedValue({ paused: false, resume_at_start: true });
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  show(<QueueGroup />);
  const told = screen.getByRole("switch", { name: "Tell me when something long ends" });
  expect(told).toBeChecked();
  await userEvent.click(told);
  expect(usePreferences.getState().notify_when_done).toBe(false);
});
