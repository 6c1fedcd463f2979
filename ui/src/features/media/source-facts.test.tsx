import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { provider, show } from "@/features/generation/test-fixtures";
import { api } from "@/ipc/client";
import { SourceFacts } from "./source-facts";

it("names source, author and licence as links, and copies what must be said", async () => {
  vi.spyOn(api, "listProviders").mockResolvedValue([provider({ id: "pexels", name: "Pexels" })]);
  vi.spyOn(api, "openLink").mockResolvedValue(null);
  const user = userEvent.setup();
  show(
    <SourceFacts
      source={{
        provider: "pexels",
        item_id: "7",
        page_url: "https://www.pexels.com/photo/7/",
        author: "Ada",
        author_url: null,
        licence: "Pexels licence",
        licence_url: "https://www.pexels.com/license/",
        attribution: "Photo by Ada on Pexels",
      }}
    />,
  );
  await user.click(await screen.findByRole("link", { name: "Pexels" }));
  expect(api.openLink).toHaveBeenLastCalledWith("https://www.pexels.com/photo/7/");
  await user.click(screen.getByRole("link", { name: "Pexels licence" }));
  expect(api.openLink).toHaveBeenLastCalledWith("https://www.pexels.com/license/");
  expect(screen.getByText("Ada")).toBeVisible();
  expect(screen.queryByRole("link", { name: "Ada" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Copy attribution" }));
  expect(await navigator.clipboard.readText()).toBe("Photo by Ada on Pexels");
});
