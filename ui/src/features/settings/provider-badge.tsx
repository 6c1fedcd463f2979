import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { KeyStatus, Provider } from "@/ipc/client";

type State = "off" | "ready" | "keySet" | "keyMissing" | "locked";

function stateOf(key: KeyStatus): Exclude<State, "off"> {
  switch (key.status) {
    case "set":
      return "keySet";
    case "locked":
      return "locked";
    case "missing":
      return key.required ? "keyMissing" : "ready";
    case "not-needed":
      return "ready";
  }
}

const dots: Record<State, string> = {
  off: "bg-transparent",
  ready: "bg-positive",
  keySet: "bg-positive",
  keyMissing: "border border-control",
  locked: "bg-warning",
};

/** Whether a provider can be used, in a word or two. */
export function ProviderBadge({ id, provider }: { id: string; provider: Provider }) {
  const { t } = useTranslation("settings");
  const state = provider.enabled ? stateOf(provider.key) : "off";
  return (
    <span id={id} className="flex shrink-0 items-center gap-1.5 text-xs text-muted">
      <span className="@max-[44rem]:sr-only">{t(`providers.state.${state}`)}</span>
      <span aria-hidden className={cn("size-1.5 rounded-full", dots[state])} />
    </span>
  );
}
