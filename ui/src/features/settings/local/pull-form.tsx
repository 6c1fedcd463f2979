import { Download, ExternalLink } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { TextField } from "@/components/text-field";
import { api, type ProviderId } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { type Pull, pulls } from "./pulls";

const LIBRARY = "https://ollama.com/search";

/** Fetches a model by its name. */
export function PullForm({
  providerId,
  running,
}: {
  providerId: ProviderId;
  running: readonly Pull[];
}) {
  const { t } = useTranslation("local");
  const [name, setName] = useState("");
  const model = name.trim();
  const runs = running.some((pull) => pull.model === model && pull.problem === null);
  const reason =
    model === "" ? t("pull.nameFirst") : runs ? t("pull.running", { name: model }) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== undefined) return;
    void pulls.start(providerId, model);
    setName("");
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label={t("pull.field")}
          mono
          placeholder="llama3.2"
          value={name}
          onChange={({ target }) => setName(target.value)}
          className="min-w-48 flex-1"
        />
        <Button type="submit" icon={Download} disabledReason={reason}>
          {t("pull.submit")}
        </Button>
        <Button
          variant="ghost"
          icon={ExternalLink}
          onClick={() => api.openLink(LIBRARY).catch(toast.showProblem)}
        >
          {t("pull.library")}
        </Button>
      </div>
      <p className="text-xs text-muted">{t("pull.help")}</p>
    </form>
  );
}
