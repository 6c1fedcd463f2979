import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { asset, show } from "@/features/generation/test-fixtures";
import { AssetThumb } from "./asset-thumb";
import { makePoster } from "./film-poster";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string, size?: number) => `media://${hash}?size=${size}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));
vi.mock("./film-poster", () => ({ makePoster: vi.fn() }));

const film = asset("f", { kind: "video", blob: "ff", title: "Waves", duration_ms: 4_000 });

beforeEach(() => vi.mocked(makePoster).mockReset());

it("shows the poster that the core has", () => {
  show(<AssetThumb asset={film} longSide={200} />);
  expect(screen.getByRole("img", { name: "Waves" })).toHaveAttribute("src", "media://ff?size=256");
  expect(makePoster).not.toHaveBeenCalled();
});

it("has one made where the core has none, and asks again", async () => {
  vi.mocked(makePoster).mockResolvedValue(true);
  show(<AssetThumb asset={film} longSide={200} />);
  const before = screen.getByRole("img", { name: "Waves" });
  fireEvent.error(before);
  await waitFor(() => expect(screen.getByRole("img", { name: "Waves" })).not.toBe(before));
  expect(makePoster).toHaveBeenCalledWith("ff");
});

it("shows its name and length where no poster can be made", async () => {
  vi.mocked(makePoster).mockResolvedValue(false);
  show(<AssetThumb asset={film} longSide={200} />);
  fireEvent.error(screen.getByRole("img", { name: "Waves" }));
  expect(await screen.findByText("Waves")).toBeVisible();
  expect(screen.getByText("0:04")).toBeVisible();
});
