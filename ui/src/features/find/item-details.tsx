import { useTranslation } from "react-i18next";
import { WebLink } from "@/components/web-link";
import { CopyAttribution } from "@/features/media/copy-attribution";
import { DetailRow } from "@/features/media/detail-row";
import { formatLength } from "@/features/media/format";
import type { AssetKind, StockItem, StockItemRef } from "@/ipc/client";
import { ImportButton } from "./import-button";
import { ItemPreview } from "./item-preview";

interface ItemDetailsProps {
  item: StockItem;
  itemRef: StockItemRef;
  kind: AssetKind;
  serviceName: string;
}

/** What is known of something that was found, and what must be said where it is used. */
export function ItemDetails({ item, itemRef, kind, serviceName }: ItemDetailsProps) {
  const { t } = useTranslation(["find", "library"]);
  const { author, licence, attribution, width, height, duration_ms: length } = item;
  return (
    <div className="flex flex-col gap-4 px-4 pb-6">
      {kind !== "audio" && <ItemPreview item={item} itemRef={itemRef} kind={kind} />}
      <ImportButton primary item={item} itemRef={itemRef} />
      <dl>
        <DetailRow label={t("details.name")}>{item.title}</DetailRow>
        <DetailRow label={t("details.service")}>
          <WebLink href={item.page_url}>{serviceName}</WebLink>
        </DetailRow>
        {author !== null && (
          <DetailRow label={t("library:details.author")}>
            <WebLink href={item.author_url}>{author}</WebLink>
          </DetailRow>
        )}
        <DetailRow label={t("library:details.licence")}>
          <WebLink href={item.licence_url}>{licence ?? t("item.noLicence")}</WebLink>
        </DetailRow>
        {width !== null && height !== null && (
          <DetailRow label={t("library:details.dimensions")}>
            {t("library:details.pixels", { width, height })}
          </DetailRow>
        )}
        {length !== null && (
          <DetailRow label={t("library:details.length")}>{formatLength(length)}</DetailRow>
        )}
        {attribution !== null && (
          <DetailRow label={t("library:details.attribution")}>{attribution}</DetailRow>
        )}
      </dl>
      {attribution !== null && <CopyAttribution attribution={attribution} />}
    </div>
  );
}
