import { useQuery } from "@tanstack/react-query";
import { Boxes, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { ErrorCard } from "@/components/error-card";
import { PageHeader } from "@/components/page-header";
import { Skeleton } from "@/components/skeleton";
import { Page } from "@/features/frame/page";
import { api, type CatalogEntry, toProblem } from "@/ipc/client";
import { EVERYTHING, filterCatalog, linesOf } from "./catalog-filter";
import { CatalogList } from "./catalog-list";
import { CatalogToolbar } from "./catalog-toolbar";

const NONE: CatalogEntry[] = [];

/** Every model of every provider: what it makes, what it asks for, and whether it can be chosen. */
export function CatalogPage() {
  const { t } = useTranslation("catalog");
  const [filter, setFilter] = useState(EVERYTHING);
  const query = useQuery({
    queryKey: ["models", "catalog"],
    queryFn: () => api.catalog(),
    meta: { tags: ["providers"] },
  });
  const entries = query.data ?? NONE;
  const shown = useMemo(() => filterCatalog(entries, filter), [entries, filter]);
  const lines = useMemo(() => linesOf(shown), [shown]);

  const content = () => {
    if (query.isPending) return <ListSkeleton />;
    if (query.isError) {
      return (
        <div className="p-4">
          <ErrorCard problem={toProblem(query.error)} onRetry={() => void query.refetch()} />
        </div>
      );
    }
    if (entries.length === 0) {
      return <EmptyState icon={Boxes} title={t("empty.title")} text={t("empty.text")} />;
    }
    if (lines.length === 0) {
      return (
        <EmptyState
          icon={SearchX}
          title={t("noMatch.title")}
          text={t("noMatch.text")}
          action={<Button onClick={() => setFilter(EVERYTHING)}>{t("noMatch.action")}</Button>}
        />
      );
    }
    return <CatalogList lines={lines} />;
  };
  return (
    <Page
      header={
        <PageHeader
          title={t("title")}
          actions={
            <span role="status" className="text-xs text-muted tabular-nums">
              {t("count", { count: shown.length })}
            </span>
          }
        />
      }
    >
      <CatalogToolbar entries={entries} filter={filter} onFilter={setFilter} />
      {content()}
    </Page>
  );
}

function ListSkeleton() {
  const { t } = useTranslation("catalog");
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-2 p-4">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton key={row} className="h-12" />
      ))}
    </div>
  );
}
