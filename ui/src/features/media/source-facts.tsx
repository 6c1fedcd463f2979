import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { WebLink } from "@/components/web-link";
import { providersQuery } from "@/features/models/queries";
import type { AssetSource } from "@/ipc/client";
import { CopyAttribution } from "./copy-attribution";
import { DetailRow } from "./detail-row";

/** Where a thing found elsewhere came from, and on what terms it may be used. */
export function SourceFacts({ source }: { source: AssetSource }) {
  const { t } = useTranslation("library");
  const { provider, author, licence, attribution } = source;
  const providers = useQuery(providersQuery).data ?? [];
  const name = providers.find(({ id }) => id === provider)?.name ?? provider;
  return (
    <section aria-label={t("details.source")}>
      <h3 className="mb-1 text-xs font-medium text-muted">{t("details.source")}</h3>
      <dl>
        <DetailRow label={t("details.provider")}>
          <WebLink href={source.page_url}>{name}</WebLink>
        </DetailRow>
        {author && (
          <DetailRow label={t("details.author")}>
            <WebLink href={source.author_url}>{author}</WebLink>
          </DetailRow>
        )}
        {licence && (
          <DetailRow label={t("details.licence")}>
            <WebLink href={source.licence_url}>{licence}</WebLink>
          </DetailRow>
        )}
        {attribution && <DetailRow label={t("details.attribution")}>{attribution}</DetailRow>}
      </dl>
      {attribution && <CopyAttribution attribution={attribution} />}
    </section>
  );
}
