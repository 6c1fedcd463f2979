import { KeyRound, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import type { StockLibrary } from "@/ipc/client";
import { navigate } from "@/state/navigation";

/** Says of a service that it cannot be asked yet, and leads to where that is put right. */
export function KeyNeeded({ service }: { service: StockLibrary }) {
  const { t } = useTranslation("find");
  const { name, key, provider_id } = service;
  const locked = key.status === "locked";
  const open = () =>
    locked ? navigate.toSettings("keys") : navigate.toSettings("providers", provider_id);
  return (
    <EmptyState
      icon={locked ? Lock : KeyRound}
      title={t(locked ? "key.lockedTitle" : "key.title", { name })}
      text={t(locked ? "key.lockedText" : "key.text")}
      action={<Button onClick={open}>{t("key.action")}</Button>}
    />
  );
}
