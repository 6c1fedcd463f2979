import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { TextField } from "@/components/text-field";
import { type Network, toProblem } from "@/ipc/client";
import { SettingsGroup } from "../settings-group";
import { useKeepNetwork } from "./use-network";

/** Files with certificates of authorities that are trusted beside the system's own. */
export function CertificatesGroup({ network }: { network: Network }) {
  const { t } = useTranslation("settings");
  const [path, setPath] = useState("");
  const keep = useKeepNetwork();
  const { settings, certificates } = network;
  const write = (certificate_files: string[]) =>
    keep.mutate({ settings: { ...settings, certificate_files } }, { onSuccess: () => setPath("") });
  const add = (event: FormEvent) => {
    event.preventDefault();
    const wanted = path.trim();
    if (wanted !== "" && !keep.isPending) write([...settings.certificate_files, wanted]);
  };
  return (
    <SettingsGroup title={t("certificates.title")}>
      <p className="text-sm text-muted">{t("certificates.text")}</p>
      <ul className="flex flex-col gap-2 empty:hidden">
        {certificates.map((file) => (
          <li key={file.path} className="flex flex-col gap-2">
            <div className="flex items-center gap-2">
              <code className="selectable min-w-0 flex-1 rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-anywhere">
                {file.path}
              </code>
              {!file.problem && (
                <span className="text-xs whitespace-nowrap text-muted tabular-nums">
                  {t("certificates.count", { count: file.certificates })}
                </span>
              )}
              <IconButton
                size="sm"
                icon={X}
                label={t("certificates.remove", { path: file.path })}
                onClick={() =>
                  write(settings.certificate_files.filter((other) => other !== file.path))
                }
              />
            </div>
            {file.problem && <ErrorCard compact problem={file.problem} />}
          </li>
        ))}
      </ul>
      <form onSubmit={add} className="flex items-end gap-2">
        <TextField
          label={t("certificates.path")}
          mono
          value={path}
          onChange={({ target }) => setPath(target.value)}
          className="min-w-0 flex-1"
        />
        <Button
          type="submit"
          icon={Plus}
          disabledReason={path.trim() === "" ? t("certificates.pathFirst") : undefined}
        >
          {t("certificates.add")}
        </Button>
      </form>
      {keep.error && <ErrorCard compact problem={toProblem(keep.error)} omit={["provider"]} />}
    </SettingsGroup>
  );
}
