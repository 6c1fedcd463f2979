import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, show } from "@/features/generation/test-fixtures";
import { api, type Network, StudioError } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { NetworkSection } from "./network-section";

const network: Network = {
  settings: {
    proxy: { mode: "system" },
    certificate_files: ["/etc/company.pem"],
    timeouts: { connect_s: 15, first_byte_s: 120, idle_s: 60 },
  },
  certificates: [{ path: "/etc/company.pem", certificates: 2, problem: null }],
  proxy_password: { status: "not-needed" },
};

beforeEach(() => {
  vi.spyOn(api, "getNetworkSettings").mockResolvedValue(network);
  vi.spyOn(api, "setNetworkSettings").mockResolvedValue(null);
  vi.spyOn(api, "setProxyPassword").mockResolvedValue(null);
  vi.spyOn(toast, "show").mockReturnValue("");
  show(<NetworkSection />);
});

const saved = () => vi.mocked(api.setNetworkSettings).mock.lastCall?.[0];

it("keeps a proxy with its password, the proxy first", async () => {
  await userEvent.click(await screen.findByRole("radio", { name: "Manual" }));
  expect(screen.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  await userEvent.click(screen.getByRole("radio", { name: "SOCKS5" }));
  await userEvent.type(screen.getByLabelText("Host"), "proxy.lan");
  await userEvent.type(screen.getByLabelText("User (optional)"), "me");
  await userEvent.type(screen.getByLabelText("Password (optional)"), "secret");
  await userEvent.type(screen.getByLabelText("Call directly"), "a.lan, 10.0.0.0/8");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(api.setProxyPassword).toHaveBeenCalledExactlyOnceWith("secret"));
  expect(saved()?.proxy).toEqual({
    mode: "manual",
    proxy: {
      kind: "socks5",
      host: "proxy.lan",
      port: 1080,
      username: "me",
      bypass: ["a.lan", "10.0.0.0/8"],
    },
  });
  const [kept] = vi.mocked(api.setNetworkSettings).mock.invocationCallOrder;
  const [password] = vi.mocked(api.setProxyPassword).mock.invocationCallOrder;
  expect(kept).toBeLessThan(password ?? 0);
  // What was kept does not stay in the window, nor is it offered to be kept again.
  await waitFor(() => expect(screen.getByLabelText("Password (optional)")).toHaveValue(""));
});

it("leaves a password that was not typed alone", async () => {
  await userEvent.click(await screen.findByRole("radio", { name: "None" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved()?.proxy).toEqual({ mode: "none" }));
  expect(api.setProxyPassword).not.toHaveBeenCalled();
});

it("adds a certificate file by its path, quotes or not", async () => {
  const field = await screen.findByLabelText("Path of a file");
  await userEvent.type(field, ' "/certificates/my own.pem" ');
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await waitFor(() =>
    expect(saved()?.certificate_files).toEqual(["/etc/company.pem", "/certificates/my own.pem"]),
  );
  await waitFor(() => expect(field).toHaveValue(""));
});

it("does not add a certificate file twice", async () => {
  await userEvent.type(await screen.findByLabelText("Path of a file"), "/etc/company.pem");
  const add = screen.getByRole("button", { name: "Add" });
  expect(add).toHaveAttribute("aria-disabled", "true");
  await userEvent.click(add);
  expect(api.setNetworkSettings).not.toHaveBeenCalled();
});

it("says at the field what the core has against a file, and keeps the path", async () => {
  vi.mocked(api.setNetworkSettings).mockRejectedValue(
    new StudioError(problem({ message: "`/x.pem` cannot be used.", hint: "Choose a PEM file." })),
  );
  const field = await screen.findByLabelText("Path of a file");
  await userEvent.type(field, "/x.pem");
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  expect(await screen.findByText("`/x.pem` cannot be used. Choose a PEM file.")).toBeVisible();
  expect(field).toBeInvalid();
  expect(field).toHaveValue("/x.pem");
});

it("removes a certificate file", async () => {
  await userEvent.click(await screen.findByRole("button", { name: "Remove /etc/company.pem" }));
  await waitFor(() => expect(saved()?.certificate_files).toEqual([]));
});

it("keeps how long is waited", async () => {
  const group = within(await screen.findByRole("region", { name: "Waiting" }));
  expect(group.queryByRole("button", { name: "Save" })).toBeNull();
  const field = group.getByLabelText("For a connection");
  await userEvent.clear(field);
  await userEvent.type(field, "30");
  await userEvent.tab();
  await userEvent.click(group.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(saved()?.timeouts).toEqual({ connect_s: 30, first_byte_s: 120, idle_s: 60 }),
  );
});
