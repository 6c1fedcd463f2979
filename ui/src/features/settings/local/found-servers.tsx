import { RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { ProgressBar } from "@/components/progress-bar";
import { toProblem } from "@/ipc/client";
import { FoundServerRow } from "./found-server-row";
import { useFoundServers } from "./use-found-servers";

interface FoundServersProps {
  /** Further ways on, where nothing was found. */
  otherwise?: ReactNode;
  /** Called before a row leads somewhere else. */
  onLeave?: () => void;
}

/** The servers that answer on this computer; asks as soon as it is shown. */
export function FoundServers({ otherwise, onLeave }: FoundServersProps) {
  const { t } = useTranslation("local");
  const { data: found, error, isFetching, refetch } = useFoundServers();
  const nothing = !isFetching && !error && found?.length === 0;
  return (
    <div className="flex flex-col gap-3">
      {isFetching && (
        <div role="status" className="py-2">
          <ProgressBar value={null} label={t("find.running")} />
        </div>
      )}
      {!isFetching && error && <ErrorCard compact problem={toProblem(error)} />}
      {nothing && (
        <div role="status" className="rounded-lg bg-sunken p-4">
          <p className="font-medium">{t("find.emptyTitle")}</p>
          <p className="mt-0.5 text-sm text-muted">{t("find.emptyText")}</p>
        </div>
      )}
      {!isFetching && !error && found && (
        <ul aria-label={t("find.list")} className="flex flex-col divide-y divide-line empty:hidden">
          {found.map((server) => (
            <FoundServerRow
              key={`${server.manifest_id} ${server.base_url}`}
              server={server}
              onLeave={onLeave}
            />
          ))}
        </ul>
      )}
      {/* Always there, so that the focus has a place while nothing is found yet. */}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={RefreshCw} loading={isFetching} onClick={() => void refetch()}>
          {t("find.again")}
        </Button>
        {nothing && otherwise}
      </div>
    </div>
  );
}
