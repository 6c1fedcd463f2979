import { useMutation } from "@tanstack/react-query";
import { Check, Plus, RefreshCw, Settings2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { api, type FoundServer, type ProviderId, toProblem } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { useAddFound } from "./use-found-servers";

function Known({
  id,
  name,
  onLeave,
}: {
  id: ProviderId;
  name: string;
  onLeave: (() => void) | undefined;
}) {
  const { t } = useTranslation("local");
  const refresh = useMutation({
    mutationFn: () => api.refreshModels(id),
    onSuccess: (count) =>
      toast.show({ title: t("find.refreshed", { name, count }), tone: "positive" }),
    onError: toast.showProblem,
  });
  return (
    <>
      <Badge tone="positive" icon={Check}>
        {t("find.here")}
      </Badge>
      <IconButton
        size="sm"
        icon={RefreshCw}
        label={t("find.refreshNamed", { name })}
        loading={refresh.isPending}
        onClick={() => refresh.mutate()}
      />
      <IconButton
        size="sm"
        icon={Settings2}
        label={t("find.showNamed", { name })}
        onClick={() => {
          onLeave?.();
          navigate.toSettings("providers", id);
        }}
      />
    </>
  );
}

/** A server that answered: add it, or see that it is there. */
export function FoundServerRow({ server, onLeave }: { server: FoundServer; onLeave?: () => void }) {
  const { t } = useTranslation("local");
  const add = useAddFound(server);
  const { name, base_url, model_count, provider_id } = server;
  const models =
    model_count === null ? t("find.modelsUnknown") : t("find.models", { count: model_count });
  return (
    <li className="flex flex-col gap-2 py-2.5 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <div className="min-w-40 flex-1">
          <p className="truncate font-medium" title={name}>
            {name}
          </p>
          <p className="text-xs text-muted tabular-nums">
            <span className="selectable font-mono wrap-anywhere">{base_url}</span>
            {" · "}
            {models}
          </p>
        </div>
        {provider_id === null ? (
          <Button
            size="sm"
            icon={Plus}
            aria-label={t("find.addNamed", { name })}
            loading={add.isPending}
            onClick={() => add.mutate()}
          >
            {t("find.add")}
          </Button>
        ) : (
          <Known id={provider_id} name={name} onLeave={onLeave} />
        )}
      </div>
      {add.error && <ErrorCard compact problem={toProblem(add.error)} omit={["provider"]} />}
    </li>
  );
}
