import { PanelLeftOpen, PanelRightOpen } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { useNavigation } from "@/state/navigation";
import { usePreferences } from "@/state/preferences";
import { Inspector } from "./inspector";
import { NARROW, toggleInspector, toggleSidebar, useLayout, WIDE } from "./layout";
import { Sidebar } from "./sidebar";
import { useMediaQuery } from "./use-media-query";

export interface PageProps {
  /** The list that belongs to the page. It scrolls by itself. */
  sidebar?: ReactNode;
  sidebarTitle?: string;
  sidebarActions?: ReactNode;
  /** Parameters and details. */
  inspector?: ReactNode;
  inspectorTitle?: string;
  /** The line at the top, usually a `PageHeader`. */
  header?: ReactNode;
  /** The main part. It fills the rest and scrolls by itself. */
  children: ReactNode;
}

/** Lays a page out in the frame: sidebar, main part and inspector, as the window's width allows. */
export function Page({
  sidebar,
  sidebarTitle = "",
  sidebarActions,
  inspector,
  inspectorTitle = "",
  header,
  children,
}: PageProps) {
  const { t } = useTranslation("shell");
  const hasSidebar = sidebar !== undefined && sidebar !== null;
  const hasInspector = inspector !== undefined && inspector !== null;
  const roomy = useMediaQuery(NARROW);
  const wide = useMediaQuery(WIDE);
  const sidebarAway = usePreferences((preferences) => preferences.sidebar_collapsed) || !roomy;
  const inspectorAway = usePreferences((preferences) => preferences.inspector_collapsed) || !wide;

  useLayoutEffect(() => {
    useLayout.setState({ hasSidebar, hasInspector });
    return () =>
      useLayout.setState({
        hasSidebar: false,
        hasInspector: false,
        sidebarSheet: false,
        inspectorSheet: false,
      });
  }, [hasSidebar, hasInspector]);

  // A choice made in the sidebar's sheet is shown at once, not behind the sheet.
  useEffect(() => useNavigation.subscribe(() => useLayout.setState({ sidebarSheet: false })), []);

  return (
    <>
      {hasSidebar && (
        <Sidebar title={sidebarTitle} actions={sidebarActions}>
          {sidebar}
        </Sidebar>
      )}
      <main className="flex min-w-0 flex-1 flex-col">
        <div className="flex h-12 shrink-0 items-center gap-1 px-2">
          {hasSidebar && sidebarAway && (
            <IconButton
              label={t("sidebar.show")}
              icon={PanelLeftOpen}
              shortcut="mod+b"
              onClick={toggleSidebar}
            />
          )}
          <div className="flex h-full min-w-0 flex-1 items-center px-2">{header}</div>
          {hasInspector && inspectorAway && (
            <IconButton
              label={t("inspector.show", { title: inspectorTitle })}
              icon={PanelRightOpen}
              shortcut="mod+i"
              onClick={toggleInspector}
            />
          )}
        </div>
        <div className="flex min-h-0 flex-1 flex-col">{children}</div>
      </main>
      {hasInspector && <Inspector title={inspectorTitle}>{inspector}</Inspector>}
    </>
  );
}
