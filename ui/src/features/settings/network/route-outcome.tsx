import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import type { RouteTest } from "@/ipc/client";

/** What came of trying a way: how it was gone, how long it took, and where it ended. */
export function RouteOutcome({ test }: { test: RouteTest }) {
  const { t } = useTranslation("settings");
  const { route, connect_ms, tls, status, elapsed_ms, problem } = test;
  const way =
    route.way === "proxy"
      ? t("route.proxy", { address: route.address })
      : route.addresses.length > 0
        ? t("route.directTo", { addresses: route.addresses.join(", ") })
        : t("route.direct");
  const facts = [
    way,
    connect_ms === null ? t("route.notConnected") : t("route.connected", { ms: connect_ms }),
    t(`route.tls.${tls}`),
    status !== null && t("route.answered", { status, ms: elapsed_ms }),
  ].filter((fact) => fact !== false);
  return (
    <div role="status" className="flex flex-col gap-3">
      {!problem && (
        <p className="flex items-start gap-2 text-sm text-positive">
          <CircleCheck aria-hidden size={16} strokeWidth={1.75} className="mt-0.5 shrink-0" />
          {t("route.open")}
        </p>
      )}
      <ul className="flex flex-col gap-1 rounded-md bg-sunken px-3 py-2.5 text-xs text-muted">
        {facts.map((fact) => (
          <li key={fact} className="selectable wrap-anywhere tabular-nums">
            {fact}
          </li>
        ))}
      </ul>
      {problem && <ErrorCard compact problem={problem} omit={["provider"]} />}
    </div>
  );
}
