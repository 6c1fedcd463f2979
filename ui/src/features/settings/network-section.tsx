import { useQuery } from "@tanstack/react-query";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { api, toProblem } from "@/ipc/client";
import { CertificatesGroup } from "./network/certificates-group";
import { ProxyForm } from "./network/proxy-form";
import { RouteTestGroup } from "./network/route-test-group";
import { TimeoutsGroup } from "./network/timeouts-group";

/** How requests find their way out. */
export function NetworkSection() {
  const { data, error, refetch } = useQuery({
    queryKey: ["settings", "network"],
    queryFn: () => api.getNetworkSettings(),
    meta: { tags: ["providers"] },
  });
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40 max-w-2xl" />;
  return (
    <div className="max-w-2xl">
      <ProxyForm key={JSON.stringify(data.settings.proxy)} network={data} />
      <RouteTestGroup />
      <CertificatesGroup network={data} />
      <TimeoutsGroup network={data} />
    </div>
  );
}
