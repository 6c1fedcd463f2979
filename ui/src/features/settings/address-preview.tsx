import { useTranslation } from "react-i18next";
import type { ResolvedEndpoint } from "@/ipc/client";

/** Where requests will go, in full. Its room is kept, so that nothing moves while one writes. */
export function AddressPreview({ endpoint }: { endpoint: ResolvedEndpoint | null }) {
  const { t } = useTranslation("settings");
  if (!endpoint) {
    return (
      <div className="flex flex-col gap-1 rounded-md bg-sunken px-3 py-2.5 text-xs text-muted">
        <p>{t("address.notYet")}</p>
        <p aria-hidden>{"\u00a0"}</p>
      </div>
    );
  }
  const tested = endpoint.models_url ? null : endpoint.test_url;
  const lines = [
    [t("address.base"), endpoint.chat_url ? null : endpoint.base_url],
    [t("address.chatGoesTo"), endpoint.chat_url],
    [t("address.modelsComeFrom"), endpoint.models_url],
    [t("address.keyIsTriedAt"), tested],
  ] as const;
  return (
    <dl aria-live="polite" className="flex flex-col gap-1 rounded-md bg-sunken px-3 py-2.5 text-xs">
      {lines.map(
        ([label, url]) =>
          url && (
            <div key={label} className="flex flex-wrap gap-x-2">
              <dt className="text-muted">{label}</dt>
              <dd className="selectable min-w-0 font-mono wrap-anywhere">{url}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
