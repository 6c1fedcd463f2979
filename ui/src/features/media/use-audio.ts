import { type RefObject, useEffect, useRef, useState } from "react";

/** What is heard now; whoever begins silences it. */
let heard: HTMLMediaElement | null = null;

export interface AudioState {
  element: RefObject<HTMLAudioElement | null>;
  playing: boolean;
  /** Where it is, in milliseconds. */
  atMs: number;
  lengthMs: number;
  broken: boolean;
  toggle: () => void;
  seek: (ms: number) => void;
}

/** Drives an audio element and follows it from frame to frame while it plays. */
export function useAudio(knownLengthMs: number | null): AudioState {
  const element = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [foundMs, setFoundMs] = useState<number | null>(null);
  const [broken, setBroken] = useState(false);

  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    let frame: number | null = null;
    const follow = () => {
      setAtMs(audio.currentTime * 1000);
      frame = audio.paused ? null : requestAnimationFrame(follow);
    };
    const events: Record<string, () => void> = {
      play: () => {
        if (heard !== audio) heard?.pause();
        heard = audio;
        setPlaying(true);
        frame ??= requestAnimationFrame(follow);
      },
      pause: () => setPlaying(false),
      seeked: () => setAtMs(audio.currentTime * 1000),
      durationchange: () => {
        if (Number.isFinite(audio.duration)) setFoundMs(audio.duration * 1000);
      },
      error: () => setBroken(true),
    };
    for (const [name, listener] of Object.entries(events)) audio.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(events)) {
        audio.removeEventListener(name, listener);
      }
      audio.pause();
      if (frame !== null) cancelAnimationFrame(frame);
    };
  }, []);

  const lengthMs = foundMs ?? knownLengthMs ?? 0;
  return {
    element,
    playing,
    atMs,
    lengthMs,
    broken,
    toggle: () => {
      const audio = element.current;
      if (!audio) return;
      if (audio.paused) audio.play().catch(() => setBroken(true));
      else audio.pause();
    },
    seek: (ms) => {
      const audio = element.current;
      if (!audio) return;
      const to = Math.min(Math.max(ms, 0), lengthMs);
      audio.currentTime = to / 1000;
      setAtMs(to);
    },
  };
}
