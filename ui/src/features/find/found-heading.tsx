import { useTranslation } from "react-i18next";
import { WebLink } from "@/components/web-link";
import type { StockLibrary } from "@/ipc/client";
import { i18n } from "@/messages";

/** How much was found, and whose it is: services ask to be named beside their results. */
export function FoundHeading({ service, total }: { service: StockLibrary; total: number | null }) {
  const { t } = useTranslation("find");
  return (
    <p className="flex items-center gap-2 text-xs text-muted">
      <span role="status" className="tabular-nums">
        {total !== null &&
          t("total", {
            count: total,
            formatted: new Intl.NumberFormat(i18n.language).format(total),
          })}
      </span>
      <WebLink href={service.site_url}>{t("poweredBy", { name: service.name })}</WebLink>
    </p>
  );
}
