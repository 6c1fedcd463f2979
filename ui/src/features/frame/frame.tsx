import { Search } from "lucide-react";
import { Suspense, useEffect, useMemo, useState } from "react";
import { type Action, useActions } from "@/actions/registry";
import { useShortcuts } from "@/actions/use-shortcuts";
import { PageBoundary } from "@/components/page-boundary";
import { ToastOutlet } from "@/components/toast-outlet";
import { TooltipProvider } from "@/components/tooltip";
import { TrashQuestion } from "@/features/media/trash-question";
import { i18n } from "@/messages";
import { useNavigation } from "@/state/navigation";
import { frameActions } from "./frame-actions";
import { PageSkeleton } from "./page-skeleton";
import { pages, readOtherPages, WITH_SIDEBAR } from "./pages";
import { Palette } from "./palette";
import { Rail } from "./rail";

const READ_AHEAD_MS = 400;

function usePalette() {
  const [open, setOpen] = useState(false);
  const actions = useMemo<Action[]>(
    () => [
      {
        id: "palette",
        label: i18n.t("shell:actions.palette"),
        icon: Search,
        shortcut: "mod+k",
        run: () => setOpen((shown) => !shown),
      },
      ...frameActions(),
    ],
    [],
  );
  useActions(actions);
  // A shortcut that leads elsewhere does not leave the palette standing over it.
  useEffect(() => useNavigation.subscribe(() => setOpen(false)), []);
  return { open, setOpen };
}

/** The window: the rail, the page that is shown, and what floats above it. */
export function Frame() {
  const page = useNavigation((navigation) => navigation.page);
  const palette = usePalette();
  useShortcuts();
  useEffect(() => {
    const timer = setTimeout(readOtherPages, READ_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
  const Shown = pages[page];
  return (
    <TooltipProvider>
      <div className="flex h-full bg-background text-text">
        <Rail />
        <PageBoundary key={page} name={page}>
          <Suspense fallback={<PageSkeleton sidebar={WITH_SIDEBAR.has(page)} />}>
            <Shown />
          </Suspense>
        </PageBoundary>
      </div>
      <Palette open={palette.open} onOpenChange={palette.setOpen} />
      <TrashQuestion />
      <ToastOutlet />
    </TooltipProvider>
  );
}
