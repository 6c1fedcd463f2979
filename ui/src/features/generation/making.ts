import { AudioLines, Captions, Film, Image, type LucideIcon, Mic, Music, Wand } from "lucide-react";
import type { Modality } from "@/ipc/client";

/** What the Generate page makes. */
export type Making = Exclude<Modality, "chat" | "embedding">;

/** All of it, in the order it is shown. */
export const MAKINGS: readonly Making[] = [
  "image",
  "image-edit",
  "video",
  "speech",
  "sound",
  "music",
  "transcription",
];

export const MAKING_ICONS: Record<Making, LucideIcon> = {
  image: Image,
  "image-edit": Wand,
  video: Film,
  speech: Mic,
  sound: AudioLines,
  music: Music,
  transcription: Captions,
};

export function isMaking(word: string): word is Making {
  return MAKINGS.some((making) => making === word);
}
