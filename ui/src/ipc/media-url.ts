import { convertFileSrc } from "@tauri-apps/api/core";
import type { BlobHash } from "./bindings";

/** The sides, in pixels, that the core makes thumbnails in. */
export type ThumbnailSize = 64 | 256 | 512 | 1024;

let playbackBase = "";

/** Told once at the start, since the loopback server's port and token change with each start. */
export function setPlaybackBase(base: string): void {
  playbackBase = base.replace(/\/$/, "");
}

/** Where a picture is read from, whole or with its longer side at most `size` pixels. */
export function imageUrl(hash: BlobHash, size?: ThumbnailSize): string {
  const address = convertFileSrc(hash, "media");
  return size === undefined ? address : `${address}?size=${size}`;
}

/** Where sound or video is played from. */
export function playbackUrl(hash: BlobHash): string {
  return `${playbackBase}/${hash}`;
}
