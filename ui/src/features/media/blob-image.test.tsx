import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { asset, show } from "@/features/generation/test-fixtures";
import { BlobImage } from "./blob-image";
import { MediaPlayer } from "./media-player";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string, size?: number) => `media://${hash}${size ? `?size=${size}` : ""}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

describe("a picture", () => {
  it("is read in the size of its place, for plain and for dense screens", () => {
    show(<BlobImage hash="aa" alt="A harbour" longSide={200} />);
    const picture = screen.getByRole("img", { name: "A harbour" });
    expect(picture).toHaveAttribute("src", "media://aa?size=256");
    expect(picture).toHaveAttribute("srcset", "media://aa?size=256 1x, media://aa?size=512 2x");
  });

  it("is read whole where no size is given", () => {
    show(<BlobImage hash="aa" alt="A harbour" />);
    const picture = screen.getByRole("img", { name: "A harbour" });
    expect(picture).toHaveAttribute("src", "media://aa");
    expect(picture).not.toHaveAttribute("srcset");
  });

  it("shows its blurred colours until it is there", () => {
    const looks = {
      blurhash: "LxH27X2lwyX6mAWYjuf6gKfkfQfj",
      colours: [{ rgb: "#804020", share: 70 }],
    };
    show(<BlobImage hash="aa" alt="A harbour" longSide={200} looks={looks} />);
    const blur = document.querySelector("canvas");
    expect(blur).toHaveStyle({ backgroundColor: "#804020" });
    fireEvent.load(screen.getByRole("img", { name: "A harbour" }));
    expect(document.querySelector("canvas")).toBeNull();
  });

  it("says in words that its file is missing, until another file is shown", () => {
    const { redraw } = show(<BlobImage hash="aa" alt="A harbour" />);
    fireEvent.error(screen.getByRole("img"));
    expect(screen.getByRole("img", { name: "The file is missing: A harbour" })).toBeVisible();
    redraw(<BlobImage hash="bb" alt="A harbour" />);
    expect(screen.getByRole("img", { name: "A harbour" })).toHaveAttribute("src", "media://bb");
  });
});

describe("a player", () => {
  it("plays from the core's own server", () => {
    show(<MediaPlayer asset={asset("a", { kind: "video", blob: "cc", title: "Waves" })} />);
    expect(screen.getByLabelText("Waves")).toHaveAttribute("src", "http://127.0.0.1/cc");
  });

  it("says in words that it cannot play, and what for", () => {
    const sound = asset("a", { kind: "audio", mime: "audio/mpeg", title: "Rain" });
    show(<MediaPlayer asset={sound} />);
    const sounds = document.querySelectorAll("audio");
    expect(sounds).toHaveLength(1);
    for (const player of sounds) fireEvent.error(player);
    expect(screen.getByText("This cannot be played")).toBeVisible();
    expect(screen.getByText(/codec for MP3/)).toBeVisible();
  });
});
