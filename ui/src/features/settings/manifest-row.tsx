import { Check, Settings2, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { IconButton } from "@/components/icon-button";
import { InlineCode } from "@/components/inline-code";
import type { UserManifest } from "@/ipc/client";
import { navigate } from "@/state/navigation";

/** A file with a manifest: the provider that came of it, or why none did. */
export function ManifestRow({ manifest }: { manifest: UserManifest }) {
  const { t } = useTranslation("local");
  const { file, name, provider_id, problem } = manifest;
  return (
    <li className="flex flex-col gap-2 py-2.5 first:pt-0 last:pb-0">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          {name && <p className="truncate font-medium">{name}</p>}
          <p className="selectable font-mono text-xs wrap-anywhere text-muted">{file}</p>
        </div>
        {problem ? (
          <Badge tone="danger" icon={TriangleAlert}>
            {t("manifests.wrong")}
          </Badge>
        ) : (
          <Badge tone="positive" icon={Check}>
            {t("manifests.used")}
          </Badge>
        )}
        {provider_id !== null && (
          <IconButton
            size="sm"
            icon={Settings2}
            label={t("manifests.show", { name: name ?? provider_id })}
            onClick={() => navigate.toSettings("providers", provider_id)}
          />
        )}
      </div>
      {problem && (
        <div role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm">
          <p className="selectable wrap-anywhere whitespace-pre-wrap text-text">
            <InlineCode text={problem.message} />
          </p>
          {problem.hint && <p className="selectable mt-0.5 text-muted">{problem.hint}</p>}
          {problem.details && (
            <pre className="selectable mt-2 overflow-x-auto font-mono text-xs text-muted">
              {problem.details}
            </pre>
          )}
        </div>
      )}
    </li>
  );
}
