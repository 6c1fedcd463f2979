import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { giveLayout, model, provider, show } from "@/features/generation/test-fixtures";
import { api, type CatalogEntry } from "@/ipc/client";
import { fakeWindow } from "@/test-window";
import { CatalogPage } from "./catalog-page";

const entry = (id: string, change: Partial<CatalogEntry> = {}): CatalogEntry => ({
  model: model({ id, name: `Model ${id}` }),
  provider_enabled: true,
  selectable: true,
  new: false,
  added_at: null,
  vanished_at: null,
  ...change,
});

beforeEach(() => {
  fakeWindow({ width: 1280 });
  giveLayout();
  vi.spyOn(api, "listProviders").mockResolvedValue([provider({ lists_models: true })]);
  vi.spyOn(api, "acceptCatalog").mockResolvedValue(null);
});

it("draws only what is in view of a thousand models, and finds any of them", async () => {
  const many = Array.from({ length: 1000 }, (_, index) => entry(String(index)));
  vi.spyOn(api, "catalog").mockResolvedValue(many);
  show(<CatalogPage />);
  await screen.findByText("Model 0");
  expect(screen.getAllByRole("article").length).toBeLessThan(60);
  await userEvent.type(screen.getByRole("searchbox", { name: "Search models" }), "Model 987");
  expect(await screen.findByRole("article", { name: "Model 987" })).toBeVisible();
  expect(screen.getAllByRole("article")).toHaveLength(1);
});

it("marks what cannot be chosen", async () => {
  vi.spyOn(api, "catalog").mockResolvedValue([
    entry("gone", { selectable: false, vanished_at: 1 }),
    {
      ...entry("soon", { selectable: false }),
      model: model({ name: "Soon", status: "coming-soon" }),
    },
  ]);
  show(<CatalogPage />);
  expect(
    within(await screen.findByRole("article", { name: "Model gone" })).getByText("Gone"),
  ).toBeVisible();
  expect(
    within(screen.getByRole("article", { name: "Soon" })).getByText("Coming soon"),
  ).toBeVisible();
});

it("takes over only the changes that stay ticked", async () => {
  vi.spyOn(api, "catalog").mockResolvedValue([entry("a")]);
  vi.spyOn(api, "checkCatalog").mockResolvedValue({
    added: [
      { id: "n1", name: "New one" },
      { id: "n2", name: "New two" },
    ],
    vanished: [{ id: "a", name: "Model a" }],
    renamed: [],
  });
  show(<CatalogPage />);
  await userEvent.click(await screen.findByRole("button", { name: /Check .* for changes/ }));
  await userEvent.click(await screen.findByRole("checkbox", { name: "New two" }));
  expect(api.acceptCatalog).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Accept 2 changes" }));
  expect(api.acceptCatalog).toHaveBeenCalledExactlyOnceWith("sample", {
    added: [{ id: "n1", name: "New one" }],
    vanished: [{ id: "a", name: "Model a" }],
    renamed: [],
  });
});
