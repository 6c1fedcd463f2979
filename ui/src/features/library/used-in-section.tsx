import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isUsed, UsedInList } from "@/features/media/used-in-list";
import type { AssetId } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { usedInQuery } from "./queries";

/** Where a thing is used; nothing where it is not. */
export function UsedInSection({ id }: { id: AssetId }) {
  const { t } = useTranslation("library");
  const { data } = useQuery(usedInQuery(id));
  if (!data || !isUsed(data)) return null;
  return (
    <section aria-label={t("usedIn.title")}>
      <h3 className="mb-1 text-xs font-medium text-muted">{t("usedIn.title")}</h3>
      <UsedInList used={data} onConversation={navigate.toConversation} />
    </section>
  );
}
