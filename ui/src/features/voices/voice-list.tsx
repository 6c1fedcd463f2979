import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Mic, RefreshCw, Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Select } from "@/components/select";
import { Skeleton } from "@/components/skeleton";
import { useRovingFocus } from "@/components/use-roving-focus";
import { api, type ProviderId, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { voicesQuery } from "./queries";
import { useVoicePreview } from "./use-voice-preview";
import { ANY_VOICE, choicesOf, languageName, matchingVoices } from "./voice-filter";
import { VoiceRow } from "./voice-row";

interface VoiceListProps {
  providerId: ProviderId;
  value: string | null;
  /** Whether the provider makes voices from recordings. */
  clones: boolean;
  onClone: () => void;
  onChoose: (voiceId: string) => void;
}

/** Drawn at once; more than these are found by their name. */
const MOST_ROWS = 200;

/** A provider's voices, to search, to hear and to choose. */
export function VoiceList({ providerId, value, clones, onClone, onChoose }: VoiceListProps) {
  const { t } = useTranslation("voices");
  const id = useId();
  const client = useQueryClient();
  const query = voicesQuery(providerId);
  const { data: voices, error, refetch } = useQuery(query);
  const refresh = useMutation({
    mutationFn: () => api.listVoices(providerId, true),
    onSuccess: (fresh) => client.setQueryData(query.queryKey, fresh),
  });
  const [filter, setFilter] = useState(ANY_VOICE);
  const preview = useVoicePreview(providerId);
  const roving = useRovingFocus();
  const shown = useMemo(() => matchingVoices(voices ?? [], filter), [voices, filter]);
  const select = (key: "language" | "gender") => {
    const choices = choicesOf(voices ?? [], key);
    if (choices.length < 2) return null;
    const name = (choice: string) =>
      key === "language" ? languageName(choice, i18n.language) : choice;
    return (
      <Select
        hideLabel
        size="sm"
        label={t(key)}
        value={filter[key]}
        onChange={(next) => setFilter({ ...filter, [key]: next })}
        options={[
          { value: "", label: t(`any.${key}`) },
          ...choices.map((choice) => ({ value: choice, label: name(choice) })),
        ]}
        className="min-w-0 flex-1"
      />
    );
  };
  const problem = refresh.error ?? error;
  return (
    <>
      <label className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3">
        <Search aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
        <input
          aria-label={t("search")}
          aria-controls={id}
          placeholder={t("search")}
          autoComplete="off"
          spellCheck={false}
          value={filter.search}
          onChange={({ target }) => setFilter({ ...filter, search: target.value })}
          className="h-full min-w-0 flex-1 bg-transparent text-sm outline-none"
        />
      </label>
      <div className="flex shrink-0 gap-2 px-3 pt-2 empty:hidden">
        {select("language")}
        {select("gender")}
      </div>
      <div className="max-h-80 min-h-0 flex-1 overflow-y-auto overscroll-contain p-1">
        {problem && <ErrorCard compact problem={toProblem(problem)} onRetry={() => refetch()} />}
        {!voices && !problem && <LoadingVoices />}
        {voices && shown.length === 0 && !problem && (
          <p className="px-3 py-6 text-center text-sm text-muted">{t("noMatch")}</p>
        )}
        <ul id={id} aria-label={t("list")} onKeyDown={roving}>
          {shown.slice(0, MOST_ROWS).map((voice, index) => (
            <VoiceRow
              key={voice.id}
              voice={voice}
              chosen={voice.id === value}
              reachable={
                value === null || !shown.some((it) => it.id === value)
                  ? index === 0
                  : voice.id === value
              }
              preview={preview}
              onChoose={() => onChoose(voice.id)}
            />
          ))}
        </ul>
        {shown.length > MOST_ROWS && (
          <p className="px-3 py-2 text-xs text-muted">
            {t("more", { count: shown.length - MOST_ROWS })}
          </p>
        )}
      </div>
      <div className="flex shrink-0 gap-1 border-t border-line p-1">
        {clones && (
          <Button variant="ghost" size="sm" icon={Mic} onClick={onClone}>
            {t("clone.open")}
          </Button>
        )}
        <span className="flex-1" />
        <Button
          variant="ghost"
          size="sm"
          icon={RefreshCw}
          loading={refresh.isPending}
          onClick={() => refresh.mutate()}
        >
          {t("refresh")}
        </Button>
      </div>
    </>
  );
}

function LoadingVoices() {
  const { t } = useTranslation("voices");
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-1 p-1">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-11" />
      ))}
    </div>
  );
}
