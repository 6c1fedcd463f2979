import { useEffect, useRef, useState } from "react";
import { api, type ProviderId } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";
import { toast } from "@/state/toasts";

export interface VoicePreview {
  /** The voice that is fetched or heard now. */
  active: string | null;
  loading: boolean;
  /** Plays a voice, or stops the one that is heard. */
  toggle: (voiceId: string) => void;
}

/** Plays recordings of voices, one at a time; silence when the place is left. */
export function useVoicePreview(providerId: ProviderId): VoicePreview {
  const player = useRef<HTMLAudioElement | null>(null);
  const wanted = useRef<string | null>(null);
  const [active, setActive] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);

  const stop = () => {
    wanted.current = null;
    player.current?.pause();
    player.current = null;
    setActive(null);
    setLoading(false);
  };
  useEffect(
    () => () => {
      wanted.current = null;
      player.current?.pause();
    },
    [],
  );

  const play = async (voiceId: string) => {
    wanted.current = voiceId;
    setActive(voiceId);
    setLoading(true);
    try {
      const hash = await api.previewVoice(providerId, voiceId);
      if (wanted.current !== voiceId) return;
      const audio = new Audio(playbackUrl(hash));
      audio.addEventListener("ended", stop);
      player.current = audio;
      await audio.play();
      setLoading(false);
    } catch (cause) {
      if (wanted.current !== voiceId) return;
      stop();
      toast.showProblem(cause);
    }
  };
  return {
    active,
    loading,
    toggle: (voiceId) => {
      const again = active === voiceId;
      stop();
      if (!again) void play(voiceId);
    },
  };
}
