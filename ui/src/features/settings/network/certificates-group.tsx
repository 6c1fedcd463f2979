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

/** A path as it is meant: file managers copy it with quotes around it. */
function pathIn(typed: string): string {
  return typed
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim();
}

/** Files with certificates of authorities that are trusted beside the system's own. */
export function CertificatesGroup({ network }: { network: Network }) {
  const { t } = useTranslation("settings");
  const [typed, setTyped] = useState("");
  const keep = useKeepNetwork();
  const { settings, certificates } = network;
  const wanted = pathIn(typed);
  const known = settings.certificate_files.includes(wanted);
  const reason =
    wanted === "" ? t("certificates.pathFirst") : known ? t("certificates.known") : undefined;
  const write = (certificate_files: string[], then?: () => void) =>
    keep.mutate({ settings: { ...settings, certificate_files } }, { onSuccess: then });
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== undefined || keep.isPending) return;
    write([...settings.certificate_files, wanted], () => setTyped(""));
  };
  // What the core says of a file that is being added stands at its field.
  const problem = keep.error && toProblem(keep.error);
  const adding = keep.variables?.settings.certificate_files.includes(wanted) && !known;
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
      <form onSubmit={add} className="flex items-start gap-2">
        <TextField
          label={t("certificates.path")}
          error={
            adding && problem ? [problem.message, problem.hint].filter(Boolean).join(" ") : null
          }
          mono
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          className="min-w-0 flex-1"
        />
        <Button
          type="submit"
          icon={Plus}
          loading={keep.isPending}
          disabledReason={reason}
          className="mt-6.5"
        >
          {t("certificates.add")}
        </Button>
      </form>
      {problem && !adding && <ErrorCard compact problem={problem} omit={["provider"]} />}
    </SettingsGroup>
  );
}
