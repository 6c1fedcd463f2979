import { create } from "zustand";
import type { AssetId, ConversationId, MessageId, ProviderId } from "@/ipc/client";
import { updatePreferences } from "./preferences";

export const PAGES = [
  "search",
  "chat",
  "generate",
  "library",
  "find",
  "catalog",
  "spending",
  "settings",
] as const;
export type PageId = (typeof PAGES)[number];

export const SETTINGS_SECTIONS = [
  "providers",
  "computer",
  "manifests",
  "keys",
  "network",
  "limits",
  "appearance",
  "data",
  "about",
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

interface Navigation {
  page: PageId;
  /** The conversation shown; null is a new one that has no message yet. */
  conversationId: ConversationId | null;
  /** The message to show in it; null once it was shown. */
  messageId: MessageId | null;
  /** The asset that the library shows in its inspector. */
  assetId: AssetId | null;
  settingsSection: SettingsSection;
  /** The provider that Settings shows. */
  providerId: ProviderId | null;
}

export const useNavigation = create<Navigation>(() => ({
  page: "chat",
  conversationId: null,
  messageId: null,
  assetId: null,
  settingsSection: "providers",
  providerId: null,
}));

function show(page: PageId, change: Partial<Navigation> = {}): void {
  useNavigation.setState({ page, ...change });
  updatePreferences({ last_page: page });
}

export const navigate = {
  toPage: (page: PageId) => show(page),
  toConversation: (conversationId: ConversationId | null) =>
    show("chat", { conversationId, messageId: null }),
  toMessage: (conversationId: ConversationId, messageId: MessageId) =>
    show("chat", { conversationId, messageId }),
  toAsset: (assetId: AssetId | null) => show("library", { assetId }),
  toSettings: (settingsSection: SettingsSection, providerId?: ProviderId) =>
    show("settings", providerId ? { settingsSection, providerId } : { settingsSection }),
  /** Shows the page that was shown last time. */
  restore: (lastPage: string) => {
    const page = PAGES.find((known) => known === lastPage);
    if (page) useNavigation.setState({ page });
  },
};
