import { useTranslation } from "react-i18next";
import { WebLink } from "@/components/web-link";
import type { StockItem } from "@/ipc/client";

/** Who made it and on what terms it may be used, in one line. */
export function ItemTerms({ item }: { item: StockItem }) {
  const { t } = useTranslation("find");
  const { author, author_url, licence, licence_url } = item;
  return (
    <p className="flex min-w-0 gap-1 text-xs text-muted">
      {author !== null && (
        <>
          <WebLink href={author_url} className="min-w-0 truncate">
            {author}
          </WebLink>
          <span aria-hidden>·</span>
        </>
      )}
      <WebLink href={licence_url} className="min-w-0 shrink-0 truncate max-w-[60%]">
        {licence ?? t("item.noLicence")}
      </WebLink>
    </p>
  );
}
