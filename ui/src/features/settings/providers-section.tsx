import { Plus, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { toProblem } from "@/ipc/client";
import { navigate, useNavigation } from "@/state/navigation";
import { AddServerDialog } from "./add-server-dialog";
import { FindServersDialog } from "./local/find-servers-dialog";
import { ProviderDetail } from "./provider-detail";
import { ProviderList } from "./provider-list";
import { useProviders } from "./queries";

function ProvidersSkeleton() {
  return (
    <div aria-busy className="flex w-60 flex-col gap-2">
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </div>
  );
}

/** Providers at the left, what can be set for the chosen one beside them. */
export function ProvidersSection() {
  const { t } = useTranslation(["settings", "local"]);
  const providers = useProviders();
  const chosen = useNavigation((navigation) => navigation.providerId);
  const [dialog, setDialog] = useState<"add" | "find" | null>(null);
  if (providers.error) {
    return (
      <ErrorCard problem={toProblem(providers.error)} onRetry={() => void providers.refetch()} />
    );
  }
  if (!providers.data) return <ProvidersSkeleton />;
  const shown = providers.data.find(({ id }) => id === chosen) ?? providers.data[0];
  return (
    <div className="@container">
      <div className="flex flex-col gap-6 @min-[32rem]:flex-row @min-[44rem]:gap-8">
        {/* Stays in sight beside the details, however many providers there are. */}
        <div className="flex shrink-0 flex-col gap-3 @min-[32rem]:sticky @min-[32rem]:top-0 @min-[32rem]:max-h-[calc(100dvh-7rem)] @min-[32rem]:w-44 @min-[32rem]:self-start @min-[44rem]:w-60">
          <div className="flex flex-col gap-1.5">
            <Button icon={Plus} onClick={() => setDialog("add")}>
              {t("settings:providers.add")}
            </Button>
            <Button icon={Search} variant="ghost" onClick={() => setDialog("find")}>
              {t("local:find.short")}
            </Button>
          </div>
          <div className="relative max-h-60 min-h-0 overflow-y-auto @min-[32rem]:max-h-none">
            <ProviderList
              providers={providers.data}
              selected={shown?.id}
              onSelect={(id) => navigate.toSettings("providers", id)}
            />
          </div>
        </div>
        {shown && <ProviderDetail key={shown.id} provider={shown} />}
      </div>
      <AddServerDialog
        open={dialog === "add"}
        onOpenChange={(open) => setDialog(open ? "add" : null)}
        onFind={() => setDialog("find")}
      />
      <FindServersDialog
        open={dialog === "find"}
        onOpenChange={(open) => setDialog(open ? "find" : null)}
        onAddByHand={() => setDialog("add")}
      />
    </div>
  );
}
