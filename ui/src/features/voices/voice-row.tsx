import { Check, Play, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { IconButton } from "@/components/icon-button";
import type { Voice } from "@/ipc/client";
import { i18n } from "@/messages";
import type { VoicePreview } from "./use-voice-preview";
import { languageName } from "./voice-filter";

interface VoiceRowProps {
  voice: Voice;
  chosen: boolean;
  /** Whether the Tab key comes to it. */
  reachable: boolean;
  preview: VoicePreview;
  onChoose: () => void;
}

/** One voice: its name, how it sounds, and a recording of it. */
export function VoiceRow({ voice, chosen, reachable, preview, onChoose }: VoiceRowProps) {
  const { t } = useTranslation("voices");
  const { name, language, gender, description } = voice;
  const heard = preview.active === voice.id;
  const facts = [language && languageName(language, i18n.language), gender, description];
  const about = facts.filter(Boolean).join(" · ");
  return (
    <li className="flex items-center gap-1 rounded-md pr-1 hover:bg-hover">
      <button
        type="button"
        data-roving
        aria-pressed={chosen}
        aria-label={name}
        tabIndex={reachable ? 0 : -1}
        onClick={onChoose}
        className="ring-inside flex min-w-0 flex-1 items-start gap-2 rounded-md px-2 py-1.5 text-left"
      >
        <Check
          aria-hidden
          size={16}
          strokeWidth={1.75}
          className={cn("mt-0.5 shrink-0 text-accent-text", !chosen && "invisible")}
        />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium">{name}</span>
          {about !== "" && (
            <span className="block truncate text-xs text-muted" title={about}>
              {about}
            </span>
          )}
        </span>
      </button>
      {voice.has_preview && (
        <IconButton
          size="sm"
          icon={heard ? Square : Play}
          label={heard ? t("stop", { name }) : t("play", { name })}
          loading={heard && preview.loading}
          onClick={() => preview.toggle(voice.id)}
        />
      )}
    </li>
  );
}
