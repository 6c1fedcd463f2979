import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/skeleton";
import { usePreferences } from "@/state/preferences";

/** The shape of a page while its code is read. */
export function PageSkeleton({ sidebar }: { sidebar: boolean }) {
  const { t } = useTranslation("shell");
  const width = usePreferences((preferences) => preferences.sidebar_width);
  const collapsed = usePreferences((preferences) => preferences.sidebar_collapsed);
  return (
    <div role="status" aria-busy aria-label={t("control.loading")} className="flex min-w-0 flex-1">
      {sidebar && !collapsed && (
        <div
          style={{ width }}
          className="hidden shrink-0 flex-col gap-3 border-r border-line bg-sunken p-4 narrow:flex"
        >
          <Skeleton className="h-4 w-24" />
          <Skeleton className="mt-3 h-4 w-full" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-11/12" />
        </div>
      )}
    </div>
  );
}
