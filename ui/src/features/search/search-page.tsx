import { useInfiniteQuery } from "@tanstack/react-query";
import { Search, SearchX } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { ErrorCard } from "@/components/error-card";
import { PageHeader } from "@/components/page-header";
import { Skeleton } from "@/components/skeleton";
import { Page } from "@/features/frame/page";
import { useSettled } from "@/features/generation/use-settled";
import { AssetViewer } from "@/features/media/asset-viewer";
import { type AssetId, api, type GenerationId, type SearchHit, toProblem } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { chipsOf } from "./chips";
import { searchQuery } from "./queries";
import { assetsOf, type Choosable, isChoosable, linesOf, moved } from "./result-lines";
import { ResultList } from "./result-list";
import { RunDialog } from "./run-dialog";
import { SearchBar } from "./search-bar";
import { changeFilter, NO_FILTER, setText, useSearchState } from "./search-state";

/** Long enough to take the letters of one burst together, too short to be noticed. */
const DELAY_MS = 60;
/** The core counts no further what it has yet to read. */
const COUNTED = 10_000;

function useFound() {
  const { text, filter } = useSearchState();
  const settled = useSettled(text, DELAY_MS);
  const asks = settled.trim() !== "" || JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const query = useInfiniteQuery({ ...searchQuery(settled, filter), enabled: asks });
  const oneKind = filter.subject !== null;
  const pages = asks ? query.data?.pages : undefined;
  const lines = useMemo(() => linesOf(pages ?? [], oneKind), [pages, oneKind]);
  const unread = pages?.[0]?.unread ?? 0;
  return { text, filter, asks, query, lines, unread };
}

/** Opens what was found at its place. */
function useOpen() {
  const [assetId, showAsset] = useState<AssetId | null>(null);
  const [runId, showRun] = useState<GenerationId | null>(null);
  const open = async (hit: SearchHit) => {
    if (hit.subject === "asset") showAsset(hit.asset.id);
    else if (hit.subject === "conversation") navigate.toConversation(hit.id);
    else if (hit.subject === "message") {
      await api.showMessage(hit.id);
      navigate.toMessage(hit.conversation_id, hit.id);
    } else showRun(hit.id);
  };
  return { assetId, showAsset, runId, showRun, open };
}

/** Finds everything that was written and made. */
export function SearchPage() {
  const { t } = useTranslation("search");
  const listId = useId();
  const found = useFound();
  const { text, filter, query, lines, unread } = found;
  const [active, setActive] = useState(0);
  const { assetId, showAsset, runId, showRun, open } = useOpen();
  const at = isChoosable(lines[active]) ? active : moved(lines, active - 1, 1);

  const choose = (line: Choosable) => {
    if (line.kind === "more") changeFilter({ subject: line.subject });
    else void open(line.hit).catch(toast.showProblem);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const line = lines[at];
    if (event.key === "ArrowDown") setActive(moved(lines, at, 1));
    else if (event.key === "ArrowUp") setActive(moved(lines, at, -1));
    else if (event.key === "Enter" && isChoosable(line)) choose(line);
    else if (event.key === "Escape" && text !== "") setText("");
    else {
      if (event.key.length === 1 || event.key === "Backspace") setActive(0);
      return;
    }
    event.preventDefault();
  };
  const more =
    query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined;

  return (
    <Page header={<PageHeader title={t("title")} />}>
      <SearchBar
        text={text}
        filter={filter}
        listId={listId}
        activeId={at < 0 ? undefined : `${listId}-${at}`}
        onKeyDown={onKeyDown}
      />
      {unread > 0 && (
        <p role="status" className="mx-auto w-full max-w-[62rem] px-4 pb-2 text-xs text-muted">
          {unread < COUNTED ? t("unread", { count: unread }) : t("unreadMany")}
        </p>
      )}
      {lines.length > 0 ? (
        <ResultList
          id={listId}
          lines={lines}
          active={at}
          onPoint={setActive}
          onChoose={choose}
          onNearEnd={more}
        />
      ) : (
        <NothingShown {...found} />
      )}
      <AssetViewer assets={assetsOf(lines)} assetId={assetId} onShow={showAsset} />
      <RunDialog
        id={runId}
        onClose={() => showRun(null)}
        onOpen={(id) => {
          showRun(null);
          showAsset(id);
        }}
      />
    </Page>
  );
}

/** Why there are no results: nothing asked, not yet answered, failed, or nothing matches. */
function NothingShown({ asks, query, filter }: ReturnType<typeof useFound>) {
  const { t } = useTranslation("search");
  if (!asks) {
    return <EmptyState icon={Search} title={t("empty.title")} text={t("empty.text")} />;
  }
  const superseded = query.isError && toProblem(query.error).code === "cancelled";
  if (query.isError && !superseded) {
    return (
      <div className="mx-auto w-full max-w-[62rem] px-4">
        <ErrorCard problem={toProblem(query.error)} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.isPending || superseded) {
    return (
      <div
        role="status"
        aria-label={t("loading")}
        className="mx-auto flex w-full max-w-[62rem] flex-col gap-2 px-4"
      >
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
      </div>
    );
  }
  const narrowed = filter.subject !== null || chipsOf(filter).length > 0;
  return (
    <EmptyState
      icon={SearchX}
      title={t("empty.noMatchTitle")}
      text={t("empty.noMatchText")}
      action={
        narrowed && (
          <Button onClick={() => changeFilter(NO_FILTER)}>{t("empty.noMatchAction")}</Button>
        )
      }
    />
  );
}
