import { PanelLeftClose } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { ResizablePane } from "@/components/resizable-pane";
import { Sheet } from "@/components/sheet";
import { updatePreferences, usePreferences } from "@/state/preferences";
import { ActivityLine } from "./activity-line";
import { NARROW, toggleSidebar, useLayout } from "./layout";
import { useMediaQuery } from "./use-media-query";

const MIN = 240;
const MAX = 320;

interface SidebarProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** The list that belongs to the page; a sheet where the window is too narrow. */
export function Sidebar({ title, actions, children }: SidebarProps) {
  const { t } = useTranslation("shell");
  const roomy = useMediaQuery(NARROW);
  const width = usePreferences((preferences) => preferences.sidebar_width);
  const collapsed = usePreferences((preferences) => preferences.sidebar_collapsed);
  const sheet = useLayout((layout) => layout.sidebarSheet);
  if (!roomy) {
    return (
      <Sheet
        open={sheet}
        onOpenChange={(sidebarSheet) => useLayout.setState({ sidebarSheet })}
        title={title}
        side="left"
        actions={actions}
      >
        {children}
      </Sheet>
    );
  }
  if (collapsed) return null;
  return (
    <ResizablePane
      label={title}
      gripLabel={t("sidebar.resize")}
      side="left"
      width={width}
      min={MIN}
      max={MAX}
      onResize={(sidebar_width) => updatePreferences({ sidebar_width })}
      className="border-r border-line bg-sunken"
    >
      <header className="flex h-12 shrink-0 items-center gap-0.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{title}</h2>
        {actions}
        <IconButton
          label={t("sidebar.hide")}
          icon={PanelLeftClose}
          shortcut="mod+b"
          size="sm"
          onClick={toggleSidebar}
        />
      </header>
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
      <ActivityLine />
    </ResizablePane>
  );
}
