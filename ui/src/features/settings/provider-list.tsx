import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { useRovingFocus } from "@/components/use-roving-focus";
import type { Provider, ProviderId } from "@/ipc/client";
import { ProviderBadge } from "./provider-badge";

interface ProviderListProps {
  providers: readonly Provider[];
  selected: ProviderId | undefined;
  onSelect: (id: ProviderId) => void;
}

/** The configured providers; arrows, Home, End and the first letters move through them. */
export function ProviderList({ providers, selected, onSelect }: ProviderListProps) {
  const { t } = useTranslation("settings");
  const id = useId();
  const roving = useRovingFocus();
  const shown = useRef<HTMLButtonElement>(null);
  // Whoever came from elsewhere sees which one it is, however far down it stands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element follows the selection
  useEffect(() => {
    // Newer web views answer with a promise, which is nothing to clean up with.
    void shown.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <ul aria-label={t("providers.list")} onKeyDown={roving} className="flex flex-col gap-0.5">
      {providers.map((provider) => {
        const current = provider.id === selected;
        return (
          <li key={provider.id}>
            <button
              ref={current ? shown : undefined}
              type="button"
              data-roving
              tabIndex={current ? 0 : -1}
              aria-current={current || undefined}
              aria-label={provider.name}
              aria-describedby={`${id}-${provider.id}`}
              onClick={() => onSelect(provider.id)}
              className={cn(
                "ring-inside flex min-h-9 w-full items-center gap-2 rounded-md px-2.5 py-1.5 text-left transition-colors",
                current ? "bg-selected" : "hover:bg-hover",
              )}
            >
              <span className="min-w-0 flex-1 truncate" title={provider.name}>
                {provider.name}
              </span>
              <ProviderBadge id={`${id}-${provider.id}`} provider={provider} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
