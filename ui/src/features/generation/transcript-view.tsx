import { useQuery } from "@tanstack/react-query";
import { Copy, Save } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Menu, MenuItem } from "@/components/menu";
import { Skeleton } from "@/components/skeleton";
import { type AudioHandle, AudioPlayer } from "@/features/media/audio-player";
import { api, type Generation, type TranscriptFormat, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { linesOf } from "./transcript-lines";
import { TranscriptLines } from "./transcript-lines-list";

const FORMATS: readonly TranscriptFormat[] = ["txt", "srt", "vtt", "json"];

/** What was said in a recording: press a line to hear it. */
export function TranscriptView({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const player = useRef<AudioHandle>(null);
  const [atMs, setAtMs] = useState<number | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["generations", "transcript", generation.id],
    queryFn: () => api.getTranscript(generation.id),
  });
  if (isPending) return <Skeleton className="h-24 rounded-lg" />;
  if (error) return <ErrorCard compact problem={toProblem(error)} onRetry={() => refetch()} />;
  if (!data || data.text.trim() === "") {
    return <p className="text-sm text-muted">{t("transcript.empty")}</p>;
  }
  const heard = generation.inputs.find(
    ({ asset }) => asset.kind === "audio" || asset.kind === "video",
  )?.asset;
  const lines = linesOf(data);
  const save = async (format: TranscriptFormat) => {
    const path = await api.saveTranscriptAs(generation.id, format);
    if (path !== null) {
      toast.show({ title: t("transcript.saved"), description: path, tone: "positive" });
    }
  };
  const copy = async () => {
    await navigator.clipboard.writeText(data.text);
    toast.show({ title: t("transcript.copied") });
  };
  // Times mean nothing to a service that gives none.
  const formats =
    lines.length > 0 ? FORMATS : FORMATS.filter((it) => it === "txt" || it === "json");
  return (
    <section
      aria-label={t("transcript.title")}
      className="flex max-w-3xl min-w-0 flex-col gap-2 rounded-lg border border-line p-3"
    >
      {heard && (
        <AudioPlayer asset={heard} handle={player} onTime={(ms) => setAtMs(ms === 0 ? null : ms)} />
      )}
      {lines.length > 0 ? (
        <TranscriptLines
          lines={lines}
          atMs={atMs}
          onSeek={heard && ((ms) => player.current?.seek(ms))}
        />
      ) : (
        <p className="selectable measure max-h-96 overflow-y-auto text-base whitespace-pre-wrap wrap-anywhere">
          {data.text}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-1">
        <Button
          size="sm"
          variant="ghost"
          icon={Copy}
          onClick={() => copy().catch(toast.showProblem)}
        >
          {t("transcript.copy")}
        </Button>
        <Menu
          trigger={
            <Button size="sm" variant="ghost" icon={Save}>
              {t("transcript.save")}
            </Button>
          }
        >
          {formats.map((format) => (
            <MenuItem
              key={format}
              label={t(`transcript.format.${format}`)}
              onSelect={() => void save(format).catch(toast.showProblem)}
            />
          ))}
        </Menu>
        {data.language && (
          <span className="ml-auto text-xs text-muted">
            {t("transcript.language", { language: data.language })}
          </span>
        )}
      </div>
    </section>
  );
}
