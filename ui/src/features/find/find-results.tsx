import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { ErrorCard } from "@/components/error-card";
import { type StockItem, toProblem } from "@/ipc/client";
import { FoundEnd } from "./found-end";
import type { FoundListProps } from "./found-list";
import { FoundSkeleton } from "./found-skeleton";
import { PictureGrid } from "./picture-grid";
import { SoundList } from "./sound-list";
import type { FindState } from "./use-find";
import type { FoundQuery } from "./use-found";

interface FindResultsProps extends Pick<FoundListProps, "active" | "refOf" | "onOpen"> {
  find: FindState;
  query: FoundQuery;
  items: readonly StockItem[];
}

/** What was found, or why nothing is shown. */
export function FindResults({ find, query, items, ...list }: FindResultsProps) {
  const { t } = useTranslation("find");
  const { service, search } = find;
  const { kind } = search;
  const content = () => {
    if (query.isPending) return <FoundSkeleton kind={kind} />;
    if (query.isError && items.length === 0) {
      return (
        <ErrorCard
          problem={toProblem(query.error)}
          providerId={service.provider_id}
          onRetry={() => void query.refetch()}
        />
      );
    }
    if (items.length === 0) {
      const clear = () => find.setValues({});
      return (
        <EmptyState
          icon={SearchX}
          title={t("noMatch.title")}
          text={t(find.isNarrowed ? "noMatch.narrowed" : "noMatch.text", {
            name: service.name,
            words: find.request?.words ?? "",
          })}
          action={find.isNarrowed && <Button onClick={clear}>{t("noMatch.action")}</Button>}
        />
      );
    }
    const List = kind === "audio" ? SoundList : PictureGrid;
    return (
      <>
        <List {...list} items={items} kind={kind} />
        <FoundEnd
          providerId={service.provider_id}
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          error={query.error}
          onMore={() => void query.fetchNextPage()}
        />
      </>
    );
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 pt-1 pb-8">
      {content()}
    </div>
  );
}
