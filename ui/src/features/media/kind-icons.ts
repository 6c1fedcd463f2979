import { AudioLines, FileText, Film, Image, type LucideIcon } from "lucide-react";
import type { AssetKind } from "@/ipc/client";

export const KIND_ICONS: Record<AssetKind, LucideIcon> = {
  image: Image,
  video: Film,
  audio: AudioLines,
  document: FileText,
};
