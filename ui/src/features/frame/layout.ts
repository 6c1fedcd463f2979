import { create } from "zustand";
import { updatePreferences, usePreferences } from "@/state/preferences";

/** From here on the inspector stands beside the page; below it is a sheet. */
export const WIDE = "(min-width: 1000px)";
/** From here on the sidebar stands beside the page; below it is a sheet. */
export const NARROW = "(min-width: 760px)";

interface Layout {
  /** What the page that is shown has. */
  hasSidebar: boolean;
  hasInspector: boolean;
  sidebarSheet: boolean;
  inspectorSheet: boolean;
}

export const useLayout = create<Layout>(() => ({
  hasSidebar: false,
  hasInspector: false,
  sidebarSheet: false,
  inspectorSheet: false,
}));

const matches = (query: string) => window.matchMedia(query).matches;

/** Shows or hides the sidebar, as a pane or as a sheet. */
export function toggleSidebar(): void {
  if (matches(NARROW)) {
    updatePreferences({ sidebar_collapsed: !usePreferences.getState().sidebar_collapsed });
  } else {
    useLayout.setState(({ sidebarSheet }) => ({ sidebarSheet: !sidebarSheet }));
  }
}

/** Shows or hides the inspector, as a pane or as a sheet. */
export function toggleInspector(): void {
  if (matches(WIDE)) {
    updatePreferences({ inspector_collapsed: !usePreferences.getState().inspector_collapsed });
  } else {
    useLayout.setState(({ inspectorSheet }) => ({ inspectorSheet: !inspectorSheet }));
  }
}

/** Shows the inspector, for what was chosen to be looked at. */
export function showInspector(): void {
  if (matches(WIDE)) updatePreferences({ inspector_collapsed: false });
  else useLayout.setState({ inspectorSheet: true });
}
