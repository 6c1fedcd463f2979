import {
  Activity,
  Boxes,
  CirclePause,
  CirclePlay,
  Folder,
  LayoutGrid,
  MessageCircle,
  Monitor,
  Moon,
  PanelLeft,
  PanelRight,
  Search,
  Server,
  Settings,
  Sparkles,
  SquarePen,
  Sun,
  Telescope,
  TextCursorInput,
  Wallet,
} from "lucide-react";
import type { Action } from "@/actions/registry";
import { focusSearch } from "@/features/search/search-state";
import { api, type Theme } from "@/ipc/client";
import { i18n } from "@/messages";
import { navigate, type PageId, useNavigation } from "@/state/navigation";
import { updatePreferences, usePreferences } from "@/state/preferences";
import { focusPrompt } from "@/state/prompt-focus";
import { toggleInspector, toggleSidebar, useLayout } from "./layout";
import { changeQueue, toggleTray } from "./use-activity";

const pageIcons = {
  chat: MessageCircle,
  generate: Sparkles,
  library: LayoutGrid,
  find: Telescope,
  catalog: Boxes,
  spending: Wallet,
};

function goTo(page: keyof typeof pageIcons, shortcut: string): Action {
  return {
    id: `go-${page}`,
    label: i18n.t("shell:actions.goTo", { page: i18n.t(`shell:pages.${page}`) }),
    icon: pageIcons[page],
    shortcut,
    run: () => navigate.toPage(page),
  };
}

function switchTheme(theme: Theme, label: string, icon: Action["icon"]): Action {
  return {
    id: `theme-${theme}`,
    label,
    icon,
    run: () => updatePreferences({ theme }),
    enabled: () => usePreferences.getState().theme !== theme,
  };
}

const WITH_PROMPT: readonly PageId[] = ["chat", "generate"];

/** What the frame itself can do. */
export function frameActions(): Action[] {
  return [
    {
      id: "new-conversation",
      label: i18n.t("shell:actions.newConversation"),
      icon: SquarePen,
      shortcut: "mod+n",
      run: () => {
        navigate.toConversation(null);
        focusPrompt();
      },
    },
    {
      id: "search",
      label: i18n.t("search:action"),
      icon: Search,
      shortcut: "mod+shift+f",
      run: () => {
        navigate.toPage("search");
        focusSearch();
      },
    },
    goTo("chat", "mod+1"),
    goTo("generate", "mod+2"),
    goTo("library", "mod+3"),
    goTo("find", "mod+4"),
    goTo("catalog", "mod+5"),
    goTo("spending", "mod+6"),
    {
      id: "focus-prompt",
      label: i18n.t("shell:actions.focusPrompt"),
      icon: TextCursorInput,
      shortcut: "mod+l",
      run: focusPrompt,
      enabled: () => WITH_PROMPT.includes(useNavigation.getState().page),
    },
    {
      id: "settings",
      label: i18n.t("shell:actions.settings"),
      icon: Settings,
      shortcut: "mod+,",
      run: () => navigate.toPage("settings"),
    },
    {
      id: "providers",
      label: i18n.t("shell:actions.providers"),
      icon: Server,
      run: () => navigate.toSettings("providers"),
    },
    {
      id: "toggle-sidebar",
      label: i18n.t("shell:actions.toggleSidebar"),
      icon: PanelLeft,
      shortcut: "mod+b",
      run: toggleSidebar,
      enabled: () => useLayout.getState().hasSidebar,
    },
    {
      id: "toggle-inspector",
      label: i18n.t("shell:actions.toggleInspector"),
      icon: PanelRight,
      shortcut: "mod+i",
      run: toggleInspector,
      enabled: () => useLayout.getState().hasInspector,
    },
    {
      id: "activity",
      label: i18n.t("shell:actions.activity"),
      icon: Activity,
      shortcut: "mod+j",
      run: toggleTray,
    },
    {
      id: "pause-queue",
      label: i18n.t("shell:actions.pauseQueue"),
      icon: CirclePause,
      run: () => changeQueue({ paused: true }),
    },
    {
      id: "resume-queue",
      label: i18n.t("shell:actions.resumeQueue"),
      icon: CirclePlay,
      run: () => changeQueue({ paused: false }),
    },
    switchTheme("light", i18n.t("shell:actions.themeLight"), Sun),
    switchTheme("dark", i18n.t("shell:actions.themeDark"), Moon),
    switchTheme("system", i18n.t("shell:actions.themeSystem"), Monitor),
    {
      id: "data-folder",
      label: i18n.t("shell:actions.dataFolder"),
      icon: Folder,
      run: async () => {
        await api.revealDataFolder();
      },
    },
  ];
}
