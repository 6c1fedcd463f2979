import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { TextField } from "@/components/text-field";
import { api, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";

const VOICES = "https://github.com/OHF-Voice/piper1-gpl/blob/main/docs/VOICES.md";

/** Where Piper's voices lie. The core looks whether the folder is there, and says so if not. */
export function PiperFolderForm({ folder: current }: { folder: string }) {
  const { t } = useTranslation("local");
  const client = useQueryClient();
  const [folder, setFolder] = useState(current);
  const keep = useMutation({
    mutationFn: () => api.setPiperFolder(folder.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["providers", "offline-voices"] });
      toast.show({ title: t("voices.used"), tone: "positive" });
    },
  });
  const empty = folder.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!empty && !keep.isPending) keep.mutate();
  };
  const problem = keep.error && toProblem(keep.error);
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <TextField
        label={t("voices.folder")}
        help={t("voices.folderHelp")}
        error={problem && [problem.message, problem.hint].filter(Boolean).join(" ")}
        mono
        value={folder}
        onChange={({ target }) => {
          setFolder(target.value);
          keep.reset();
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          loading={keep.isPending}
          disabledReason={empty ? t("voices.folderFirst") : undefined}
        >
          {t("voices.use")}
        </Button>
        <Button
          variant="ghost"
          icon={ExternalLink}
          onClick={() => api.openLink(VOICES).catch(toast.showProblem)}
        >
          {t("voices.moreVoices")}
        </Button>
      </div>
    </form>
  );
}
