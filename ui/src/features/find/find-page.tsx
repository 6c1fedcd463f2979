import { useQuery } from "@tanstack/react-query";
import { Library, Search, Telescope } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/actions/registry";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { ErrorCard } from "@/components/error-card";
import { PageHeader } from "@/components/page-header";
import { showInspector } from "@/features/frame/layout";
import { Page } from "@/features/frame/page";
import { type StockItemRef, type StockLibrary, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { navigate } from "@/state/navigation";
import { FindResults } from "./find-results";
import { FindToolbar } from "./find-toolbar";
import { FoundHeading } from "./found-heading";
import { ItemDetails } from "./item-details";
import { KeyNeeded } from "./key-needed";
import { stockServicesQuery } from "./queries";
import { type FindState, useFind } from "./use-find";
import { useFound } from "./use-found";

const NONE: StockLibrary[] = [];

/** Pictures, videos and sounds that others made, to bring into the library. */
export function FindPage() {
  const { t } = useTranslation("find");
  const services = useQuery(stockServicesQuery);
  const find = useFind(services.data ?? NONE);
  if (find) return <FindIn find={find} services={services.data ?? NONE} />;
  return (
    <Page header={<PageHeader title={t("title")} />}>
      {services.isError && (
        <div className="p-4">
          <ErrorCard problem={toProblem(services.error)} onRetry={() => void services.refetch()} />
        </div>
      )}
      {services.isSuccess && (
        <EmptyState
          icon={Library}
          title={t("none.title")}
          text={t("none.text")}
          action={
            <Button onClick={() => navigate.toSettings("providers")}>{t("none.action")}</Button>
          }
        />
      )}
    </Page>
  );
}

function FindIn({ find, services }: { find: FindState; services: readonly StockLibrary[] }) {
  const { t } = useTranslation("find");
  const { service, search, request } = find;
  const { query, items, total } = useFound(request);
  const place = `${service.provider_id}/${search.id}`;
  const [opened, setOpened] = useState<{ place: string; id: string } | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Not put off: what is typed as soon as the field is seen goes into it.
  useLayoutEffect(() => field.current?.focus(), []);
  useActions(
    useMemo(
      () => [
        {
          id: "find-search",
          label: i18n.t("find:action"),
          icon: Search,
          shortcut: "mod+f",
          run: () => field.current?.focus(),
        },
      ],
      [],
    ),
  );

  // Services number what they have, and may use the same number.
  const active = opened?.place === place ? opened.id : null;
  const shown = items.find(({ id }) => id === active) ?? null;
  const refOf = (id: string): StockItemRef => ({
    provider_id: service.provider_id,
    search: search.id,
    id,
  });
  const open = (id: string) => {
    setOpened({ place, id });
    showInspector();
  };
  const content = () => {
    if (!service.usable) return <KeyNeeded service={service} />;
    if (request === null) {
      return <EmptyState icon={Telescope} title={t("empty.title")} text={t("empty.text")} />;
    }
    return (
      <FindResults
        key={JSON.stringify(request)}
        find={find}
        query={query}
        items={items}
        active={active}
        refOf={refOf}
        onOpen={open}
      />
    );
  };
  return (
    <Page
      header={
        <PageHeader title={t("title")} actions={<FoundHeading service={service} total={total} />} />
      }
      inspectorTitle={t("details.title")}
      inspector={
        shown ? (
          <ItemDetails
            key={`${place}/${shown.id}`}
            item={shown}
            itemRef={refOf(shown.id)}
            kind={search.kind}
            serviceName={service.name}
          />
        ) : (
          <p className="px-4 text-sm text-muted">{t("details.none")}</p>
        )
      }
    >
      <FindToolbar services={services} find={find} field={field} />
      {content()}
    </Page>
  );
}
