import { PanelRightClose } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { ResizablePane } from "@/components/resizable-pane";
import { Sheet } from "@/components/sheet";
import { updatePreferences, usePreferences } from "@/state/preferences";
import { toggleInspector, useLayout, WIDE } from "./layout";
import { useMediaQuery } from "./use-media-query";

const MIN = 280;
const MAX = 360;

/** The pane at the right for parameters and details; a sheet where the window is too narrow. */
export function Inspector({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation("shell");
  const wide = useMediaQuery(WIDE);
  const width = usePreferences((preferences) => preferences.inspector_width);
  const collapsed = usePreferences((preferences) => preferences.inspector_collapsed);
  const sheet = useLayout((layout) => layout.inspectorSheet);
  if (!wide) {
    return (
      <Sheet
        open={sheet}
        onOpenChange={(inspectorSheet) => useLayout.setState({ inspectorSheet })}
        title={title}
        side="right"
      >
        <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
      </Sheet>
    );
  }
  if (collapsed) return null;
  return (
    <ResizablePane
      label={title}
      gripLabel={t("inspector.resize", { title })}
      side="right"
      width={width}
      min={MIN}
      max={MAX}
      onResize={(inspector_width) => updatePreferences({ inspector_width })}
      className="border-l border-line"
    >
      <header className="flex h-12 shrink-0 items-center gap-1 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{title}</h2>
        <IconButton
          label={t("inspector.hide", { title })}
          icon={PanelRightClose}
          shortcut="mod+i"
          size="sm"
          onClick={toggleInspector}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
    </ResizablePane>
  );
}
