import { useMutation, useQuery } from "@tanstack/react-query";
import { RefreshCw, Settings2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { providersQuery } from "@/features/models/queries";
import { api, type CatalogDiff, type ProviderId } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { DiffDialog } from "./diff-dialog";

interface ProviderHeadingProps {
  id: ProviderId;
  name: string;
  count: number;
}

/** A provider above its models, with the way to ask it what changed. */
export function ProviderHeading({ id, name, count }: ProviderHeadingProps) {
  const { t } = useTranslation("catalog");
  const provider = useQuery(providersQuery).data?.find((each) => each.id === id);
  const [diff, setDiff] = useState<CatalogDiff | null>(null);
  const check = useMutation({
    mutationFn: () => api.checkCatalog(id),
    onSuccess: (found) => {
      const { added, vanished, renamed } = found;
      if (added.length + vanished.length + renamed.length > 0) setDiff(found);
      else toast.show({ title: t("unchanged", { name }), tone: "positive" });
    },
    onError: toast.showProblem,
  });
  const needsKey = provider?.key.status === "missing" && provider.key.required;
  return (
    <div className="flex h-full items-end gap-2 border-b border-line px-2 pb-1.5">
      <h2 className="min-w-0 truncate text-base font-semibold">{name}</h2>
      <span className="pb-px text-xs text-muted tabular-nums">{t("count", { count })}</span>
      <span className="flex-1" />
      {provider?.lists_models && (
        <Button
          size="sm"
          variant="ghost"
          icon={RefreshCw}
          loading={check.isPending}
          disabledReason={needsKey ? t("needsKey", { name }) : undefined}
          aria-label={t("checkOf", { name })}
          onClick={() => check.mutate()}
        >
          {t("check")}
        </Button>
      )}
      <IconButton
        size="sm"
        icon={Settings2}
        label={t("settingsOf", { name })}
        onClick={() => navigate.toSettings("providers", id)}
      />
      {diff && <DiffDialog id={id} name={name} diff={diff} onClose={() => setDiff(null)} />}
    </div>
  );
}
