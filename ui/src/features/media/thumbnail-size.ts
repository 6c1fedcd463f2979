import type { ThumbnailSize } from "@/ipc/media-url";

const SIZES: readonly ThumbnailSize[] = [64, 256, 512, 1024];

/** The smallest thumbnail that fills `pixels` of the screen; undefined: only the file itself does. */
export function thumbnailFor(pixels: number): ThumbnailSize | undefined {
  return SIZES.find((size) => size >= pixels);
}
