import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { api, type WatchedFolder } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { useAction } from "./use-action";

export function WatchedRow({ watched }: { watched: WatchedFolder }) {
  const { t } = useTranslation("storage");
  const [, run] = useAction();
  const { folder, paused, added, problem } = watched;
  const remove = () =>
    run(async () => {
      await api.unwatchFolder(folder);
      toast.show({ title: t("watched.removed") });
    });
  return (
    <li className="flex items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="text-sm wrap-anywhere">{folder}</p>
        <p className="text-xs text-muted">
          {paused ? t("watched.paused") : t("watched.added", { count: added })}
        </p>
        {problem && !paused && (
          <p role="alert" className="text-xs text-warning">
            {problem.message} {problem.hint}
          </p>
        )}
      </div>
      <Button
        size="sm"
        aria-label={t(paused ? "watched.resumeOf" : "watched.pauseOf", { folder })}
        onClick={() => run(() => api.pauseWatchedFolder(folder, !paused))}
      >
        {t(paused ? "watched.resume" : "watched.pause")}
      </Button>
      <IconButton size="sm" icon={X} label={t("watched.removeOf", { folder })} onClick={remove} />
    </li>
  );
}
