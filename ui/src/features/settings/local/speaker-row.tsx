import { Check, ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { IconButton } from "@/components/icon-button";
import { InlineCode } from "@/components/inline-code";
import { api } from "@/ipc/client";
import { toast } from "@/state/toasts";

export const SPEAKERS = {
  "espeak-ng": { name: "eSpeak NG", site: "https://github.com/espeak-ng/espeak-ng" },
  piper: { name: "Piper", site: "https://github.com/OHF-Voice/piper1-gpl" },
} as const;

/** One program that speaks: where it is, or how to get it. */
export function SpeakerRow({
  speaker,
  path,
}: {
  speaker: keyof typeof SPEAKERS;
  path: string | null;
}) {
  const { t } = useTranslation("local");
  const { name, site } = SPEAKERS[speaker];
  return (
    <li className="flex items-start gap-2 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {name}
          {path === null ? (
            <Badge>{t("voices.missing")}</Badge>
          ) : (
            <Badge tone="positive" icon={Check}>
              {t("voices.installed")}
            </Badge>
          )}
        </p>
        <p className="mt-0.5 text-sm text-muted">{t(`voices.about.${speaker}`)}</p>
        {path === null ? (
          <p className="mt-1 text-xs/5 text-muted">
            <InlineCode text={t(`voices.get.${speaker}`)} />
          </p>
        ) : (
          <p className="selectable mt-1 font-mono text-xs wrap-anywhere text-muted">{path}</p>
        )}
      </div>
      <IconButton
        size="sm"
        icon={ExternalLink}
        label={t("voices.site", { name })}
        onClick={() => api.openLink(site).catch(toast.showProblem)}
      />
    </li>
  );
}
