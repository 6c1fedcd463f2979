import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { asset, show } from "@/features/generation/test-fixtures";
import { assetQuery } from "@/features/media/queries";
import { type Asset, type AssetDetail, type AssetMarks, api } from "@/ipc/client";
import { LibraryInspector } from "./library-inspector";
import { keep, setUpLibrary } from "./test-library";
import { marksOf } from "./test-marks";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

beforeEach(setUpLibrary);

const inspector = (one: Asset) => (
  <LibraryInspector
    id={one.id}
    asset={one}
    selected={[one]}
    onOpen={() => undefined}
    onProvenance={() => undefined}
  />
);

it("shows no button below the marks while they are still read", async () => {
  const one = asset("a");
  let answer = (_: AssetMarks) => {};
  vi.mocked(api.assetMarks).mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const { client, redraw } = show(inspector(one));
  await waitFor(() => expect(client.getQueryData(assetQuery("a").queryKey)).toBeDefined());
  redraw(inspector(one));
  expect(screen.getByRole("status", { name: "Loading" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Save as…" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Where it came from" })).toBeNull();
  answer(marksOf([one]));
  expect(await screen.findByRole("button", { name: "Save as…" })).toBeVisible();
  expect(screen.getByRole("region", { name: "Notes" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Where it came from" })).toBeVisible();
});

it("shows no button below the details while they are still read", async () => {
  const one = asset("a");
  const usual = await api.getAsset("a");
  let answer = (_: AssetDetail) => {};
  vi.mocked(api.getAsset).mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  show(inspector(one));
  expect(await screen.findByRole("region", { name: "Notes" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Where it came from" })).toBeNull();
  answer(usual);
  expect(await screen.findByRole("button", { name: "Where it came from" })).toBeVisible();
});

it("awaits no marks of what is in the trash", async () => {
  const one = asset("a", { deleted_at: 5 });
  keep([one]);
  show(inspector(one));
  expect(await screen.findByRole("button", { name: "Save as…" })).toBeVisible();
  expect(api.assetMarks).not.toHaveBeenCalled();
});
