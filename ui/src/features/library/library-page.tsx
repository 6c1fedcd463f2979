import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/actions/registry";
import { cn } from "@/components/cn";
import { ErrorCard } from "@/components/error-card";
import { showInspector } from "@/features/frame/layout";
import { Page } from "@/features/frame/page";
import { useSettled } from "@/features/generation/use-settled";
import { moveToTrash } from "@/features/media/asset-commands";
import { AssetViewer } from "@/features/media/asset-viewer";
import { assetsQuery, projectsQuery } from "@/features/media/queries";
import { type Asset, type AssetFilter, type AssetId, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { useNavigation } from "@/state/navigation";
import { cellOf } from "./asset-cell";
import { AssetGrid } from "./asset-grid";
import { FilterBar } from "./filter-bar";
import { GridSkeleton } from "./grid-skeleton";
import { LibraryEmpty } from "./library-empty";
import { toAssetFilter, useLibraryFilter } from "./library-filter";
import { LibraryInspector } from "./library-inspector";
import { LibraryToolbar } from "./library-toolbar";
import { MarksMenu } from "./marks-menu";
import { PlacesList } from "./places-list";
import { ProvenanceDialog } from "./provenance-dialog";
import { collectionsQuery, kindsQuery } from "./queries";
import { NOTHING, only } from "./selection";
import { SelectionBar } from "./selection-bar";
import { useIntake } from "./use-intake";
import { useMarkCommands } from "./use-mark-commands";
import { useSelection } from "./use-selection";

const SEARCH_DELAY_MS = 200;
const NO_ITEMS: Asset[] = [];

/** What narrows the library down, and the pages of it that were read. */
function useLibrary() {
  const chosen = useLibraryFilter();
  const words = useSettled(chosen.search.trim(), SEARCH_DELAY_MS);
  const filter = useMemo<AssetFilter>(() => toAssetFilter(chosen, words), [chosen, words]);
  const query = useInfiniteQuery(assetsQuery(filter));
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? NO_ITEMS, [pages]);
  const kinds = useQuery(kindsQuery).data ?? [];
  return { chosen, words, kinds, filter, query, items };
}

/** The name of the part of the library that is shown. */
function useTitle(): string {
  const { t } = useTranslation("library");
  const { place } = useLibraryFilter();
  const collections = useQuery({ ...collectionsQuery, enabled: place.type === "collection" }).data;
  const projects = useQuery({ ...projectsQuery, enabled: place.type === "project" }).data;
  if (place.type === "all") return t("title");
  const known = place.type === "collection" ? collections : projects;
  return known?.find(({ id }) => id === place.id)?.name ?? t("title");
}

/** Everything that was made and brought in. */
export function LibraryPage() {
  const { t } = useTranslation("library");
  const { chosen, words, kinds, filter, query, items } = useLibrary();
  const { trash, place } = chosen;
  const title = useTitle();
  const state = useSelection(items);
  const { selection, select, selected } = state;
  const [opened, setOpened] = useState<AssetId | null>(null);
  const [walking, setWalking] = useState<AssetId | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const { change, arrange } = useMarkCommands();
  const intake = useIntake(!trash);

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
  // What was looked for comes newest first: there is no order to change.
  const arranged = !trash && !filter.search && place.type === "collection" ? place.id : null;
  const content = () => {
    if (query.isPending) return <GridSkeleton label={t("loading")} />;
    if (query.isError && items.length === 0) {
      return (
        <div className="p-6">
          <ErrorCard problem={toProblem(query.error)} onRetry={() => void query.refetch()} />
        </div>
      );
    }
    if (items.length === 0) return <LibraryEmpty words={words} />;
    return (
      <AssetGrid
        key={JSON.stringify(filter)}
        items={items}
        state={state}
        shown={opened ?? wanted}
        onOpen={setOpened}
        onTrash={trash ? undefined : (ids) => void moveToTrash(ids)}
        onMark={trash ? undefined : (ids, mark) => void change(ids, mark)}
        onArrange={
          arranged === null ? undefined : (ids, before) => void arrange(arranged, ids, before)
        }
        menu={<MarksMenu assets={selected} onProvenance={setWalking} />}
        hasMore={query.hasNextPage}
        onNearEnd={loadMore}
      />
    );
  };

  return (
    <Page
      sidebarTitle={t("title")}
      sidebar={<PlacesList />}
      header={<LibraryToolbar title={title} searchField={searchField} onImport={intake.choose} />}
      inspectorTitle={t("details.title")}
      inspector={
        <LibraryInspector
          id={selection.active}
          asset={active}
          selected={trash ? selected.slice(0, 1) : selected}
          onOpen={setOpened}
          onProvenance={setWalking}
        />
      }
    >
      <FilterBar kinds={kinds} />
      {trash && <p className="shrink-0 px-4 pb-2 text-sm text-muted">{t("trash.note")}</p>}
      <div
        {...intake.drop.handlers}
        className={cn(
          "relative flex min-h-0 flex-1 flex-col",
          intake.drop.over && "bg-accent-soft outline-2 -outline-offset-2 outline-accent-text",
        )}
      >
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
      {walking !== null && (
        <ProvenanceDialog
          key={walking}
          id={walking}
          onClose={() => setWalking(null)}
          onShow={(id) => select(only(id))}
        />
      )}
    </Page>
  );
}
