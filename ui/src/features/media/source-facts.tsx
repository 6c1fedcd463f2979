import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { type AssetSource, api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { DetailRow } from "./detail-row";

/** Where a thing found elsewhere came from, and on what terms it may be used. */
export function SourceFacts({ source }: { source: AssetSource }) {
  const { t } = useTranslation("library");
  const { provider, author, licence, attribution, page_url: page } = source;
  return (
    <section aria-label={t("details.source")}>
      <h3 className="mb-1 text-xs font-medium text-muted">{t("details.source")}</h3>
      <dl>
        <DetailRow label={t("details.provider")}>{provider}</DetailRow>
        {author && <DetailRow label={t("details.author")}>{author}</DetailRow>}
        {licence && <DetailRow label={t("details.licence")}>{licence}</DetailRow>}
        {attribution && <DetailRow label={t("details.attribution")}>{attribution}</DetailRow>}
      </dl>
      {page && (
        <Button
          size="sm"
          variant="ghost"
          icon={ExternalLink}
          onClick={() => api.openLink(page).catch(toast.showProblem)}
          className="-ml-2"
        >
          {t("details.openSource")}
        </Button>
      )}
    </section>
  );
}
