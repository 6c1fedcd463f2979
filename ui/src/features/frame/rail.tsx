import {
  Boxes,
  LayoutGrid,
  type LucideIcon,
  MessageCircle,
  Search,
  Settings,
  Sparkles,
  Telescope,
  Wallet,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { Tooltip } from "@/components/tooltip";
import { navigate, type PageId, useNavigation } from "@/state/navigation";
import { usePreferences } from "@/state/preferences";
import { ActivityMark } from "./activity-line";
import { NARROW, useLayout } from "./layout";
import { useMediaQuery } from "./use-media-query";

interface Place {
  page: PageId;
  icon: LucideIcon;
  shortcut: string;
}

const places: readonly Place[] = [
  { page: "search", icon: Search, shortcut: "mod+shift+f" },
  { page: "chat", icon: MessageCircle, shortcut: "mod+1" },
  { page: "generate", icon: Sparkles, shortcut: "mod+2" },
  { page: "library", icon: LayoutGrid, shortcut: "mod+3" },
  { page: "find", icon: Telescope, shortcut: "mod+4" },
  { page: "catalog", icon: Boxes, shortcut: "mod+5" },
  { page: "spending", icon: Wallet, shortcut: "mod+6" },
];

const settings: Place = { page: "settings", icon: Settings, shortcut: "mod+," };

function RailButton({ page, icon: Icon, shortcut }: Place) {
  const { t } = useTranslation("shell");
  const current = useNavigation((navigation) => navigation.page === page);
  return (
    <Tooltip label={t(`pages.${page}`)} shortcut={shortcut} side="right">
      <button
        type="button"
        aria-label={t(`pages.${page}`)}
        aria-current={current ? "page" : undefined}
        onClick={() => navigate.toPage(page)}
        className={cn(
          "flex size-10 items-center justify-center rounded-lg transition-colors",
          current
            ? "bg-accent-soft text-accent-text"
            : "text-muted hover:bg-hover hover:text-text active:bg-pressed",
        )}
      >
        <Icon aria-hidden size={20} strokeWidth={1.75} />
      </button>
    </Tooltip>
  );
}

/** The places of the studio, at the left of the window. */
export function Rail() {
  const { t } = useTranslation("shell");
  const roomy = useMediaQuery(NARROW);
  const collapsed = usePreferences((preferences) => preferences.sidebar_collapsed);
  const hasSidebar = useLayout((layout) => layout.hasSidebar);
  return (
    <nav
      aria-label={t("nav.main")}
      className="flex w-14 shrink-0 flex-col items-center gap-1 border-r border-line bg-sunken py-2"
    >
      {places.map((place) => (
        <RailButton key={place.page} {...place} />
      ))}
      <div className="flex-1" />
      {!(hasSidebar && roomy && !collapsed) && <ActivityMark />}
      <RailButton {...settings} />
    </nav>
  );
}
