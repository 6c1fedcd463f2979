import { useEffect, useRef, useState } from "react";
import type { BlobHash } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";
import { toast } from "@/state/toasts";

export interface Preview {
  /** What is fetched or heard now, by its id. */
  active: string | null;
  loading: boolean;
  /** Plays one, or stops the one that is heard. */
  toggle: (id: string) => void;
}

/**
 * Plays recordings that are fetched when they are asked for, one at a time; silence when the place
 * is left.
 */
export function usePreview(fetch: (id: string) => Promise<BlobHash>): Preview {
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

  const play = async (id: string) => {
    wanted.current = id;
    setActive(id);
    setLoading(true);
    try {
      const hash = await fetch(id);
      if (wanted.current !== id) return;
      const audio = new Audio(playbackUrl(hash));
      audio.addEventListener("ended", stop);
      player.current = audio;
      await audio.play();
      setLoading(false);
    } catch (cause) {
      if (wanted.current !== id) return;
      stop();
      toast.showProblem(cause);
    }
  };
  return {
    active,
    loading,
    toggle: (id) => {
      const again = active === id;
      stop();
      if (!again) void play(id);
    },
  };
}
