import type { AssetKind } from "@/ipc/client";

/** Every kind of thing that the library holds. */
export const EVERY_KIND: readonly AssetKind[] = ["image", "video", "audio", "document"];
