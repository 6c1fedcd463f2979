import { type ComponentType, lazy } from "react";
import type { PageId } from "@/state/navigation";

type Loader = () => Promise<{ default: ComponentType }>;

const loaders: Record<PageId, Loader> = {
  chat: () => import("@/features/chat/chat-page").then((m) => ({ default: m.ChatPage })),
  generate: () =>
    import("@/features/generate/generate-page").then((m) => ({ default: m.GeneratePage })),
  library: () =>
    import("@/features/library/library-page").then((m) => ({ default: m.LibraryPage })),
  find: () => import("@/features/find/find-page").then((m) => ({ default: m.FindPage })),
  catalog: () =>
    import("@/features/catalog/catalog-page").then((m) => ({ default: m.CatalogPage })),
  settings: () =>
    import("@/features/settings/settings-page").then((m) => ({ default: m.SettingsPage })),
};

/** The pages, each read from disk when it is first shown. */
export const pages: Record<PageId, ComponentType> = {
  chat: lazy(loaders.chat),
  generate: lazy(loaders.generate),
  library: lazy(loaders.library),
  find: lazy(loaders.find),
  catalog: lazy(loaders.catalog),
  settings: lazy(loaders.settings),
};

/** The pages that have a list of their own beside them. */
export const WITH_SIDEBAR: ReadonlySet<PageId> = new Set<PageId>(["chat", "library", "settings"]);

/** Reads the rest once the first page stands, so that none is waited for later. */
export function readOtherPages(): void {
  for (const load of Object.values(loaders)) {
    // A page that cannot be read says so where it is shown.
    load().catch(() => undefined);
  }
}
