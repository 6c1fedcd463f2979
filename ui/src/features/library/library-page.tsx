import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/actions/registry";
import { ErrorCard } from "@/components/error-card";
import { showInspector } from "@/features/frame/layout";
import { Page } from "@/features/frame/page";
import { useSettled } from "@/features/generation/use-settled";
import { moveToTrash } from "@/features/media/asset-commands";
import { AssetViewer } from "@/features/media/asset-viewer";
import { assetsQuery } from "@/features/media/queries";
import { type Asset, type AssetFilter, type AssetId, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { useNavigation } from "@/state/navigation";
import { cellOf } from "./asset-cell";
import { AssetGrid } from "./asset-grid";
import { GridSkeleton } from "./grid-skeleton";
import { LibraryEmpty } from "./library-empty";
import { LibraryInspector } from "./library-inspector";
import { type KindChoice, LibraryToolbar } from "./library-toolbar";
import { kindsQuery } from "./queries";
import { NOTHING, only } from "./selection";
import { SelectionBar } from "./selection-bar";
import { useSelection } from "./use-selection";

const SEARCH_DELAY_MS = 200;
const NO_ITEMS: Asset[] = [];

/** What narrows the library down, and the pages of it that were read. */
function useLibrary() {
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState<KindChoice>("all");
  const [trash, setTrash] = useState(false);
  const words = useSettled(search.trim(), SEARCH_DELAY_MS);
  const filter = useMemo<AssetFilter>(
    () => ({
      kind: kind === "all" ? null : kind,
      search: words === "" ? null : words,
      trash,
    }),
    [kind, words, trash],
  );
  const query = useInfiniteQuery(assetsQuery(filter));
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? NO_ITEMS, [pages]);
  const kinds = useQuery(kindsQuery).data ?? [];
  return { search, setSearch, kind, setKind, kinds, trash, setTrash, filter, query, items };
}

/** Everything that was made. */
export function LibraryPage() {
  const { t } = useTranslation("library");
  const library = useLibrary();
  const { query, items, filter, trash } = library;
  const state = useSelection(items);
  const { selection, select, selected } = state;
  const [opened, setOpened] = useState<AssetId | null>(null);
  const searchField = useRef<HTMLInputElement>(null);

  const wanted = useNavigation((navigation) => navigation.assetId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown once for each time it is asked for
  useEffect(() => {
    if (wanted === null) return;
    select(only(wanted));
    showInspector();
  }, [wanted]);

  useActions(
    useMemo(
      () => [
        {
          id: "library-search",
          label: i18n.t("library:search"),
          icon: Search,
          shortcut: "mod+f",
          run: () => searchField.current?.focus(),
        },
      ],
      [],
    ),
  );

  // Absent while something is on its way: a page asked for meanwhile would cut that off.
  const loadMore =
    query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined;

  const active = items.find(({ id }) => id === selection.active) ?? null;
  const content = () => {
    if (query.isPending) return <GridSkeleton label={t("loading")} />;
    if (query.isError && items.length === 0) {
      return (
        <div className="p-6">
          <ErrorCard problem={toProblem(query.error)} onRetry={() => void query.refetch()} />
        </div>
      );
    }
    if (items.length === 0) {
      return (
        <LibraryEmpty
          search={filter.search}
          trash={trash}
          onClearSearch={() => library.setSearch("")}
          onLeaveTrash={() => library.setTrash(false)}
        />
      );
    }
    return (
      <AssetGrid
        key={JSON.stringify(filter)}
        items={items}
        state={state}
        shown={opened ?? wanted}
        onOpen={setOpened}
        onTrash={trash ? undefined : (ids) => void moveToTrash(ids)}
        onNearEnd={loadMore}
      />
    );
  };

  return (
    <Page
      header={
        <LibraryToolbar
          search={library.search}
          onSearch={library.setSearch}
          searchField={searchField}
          kind={library.kind}
          onKind={library.setKind}
          kinds={library.kinds}
          trash={trash}
          onTrash={library.setTrash}
        />
      }
      inspectorTitle={t("details.title")}
      inspector={
        <LibraryInspector
          id={selection.active}
          asset={active}
          selectedCount={selected.length}
          onOpen={setOpened}
        />
      }
    >
      {trash && <p className="shrink-0 px-4 pb-2 text-sm text-muted">{t("trash.note")}</p>}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {content()}
        {selected.length > 1 && (
          <SelectionBar
            selected={selected}
            trash={trash}
            onClear={() => select({ ...NOTHING, active: selection.active })}
          />
        )}
      </div>
      <AssetViewer
        assets={items}
        assetId={opened}
        hasMore={query.hasNextPage}
        onNearEnd={loadMore}
        homeOf={cellOf}
        onShow={(id) => {
          setOpened(id);
          if (id !== null) select(only(id));
        }}
      />
    </Page>
  );
}
