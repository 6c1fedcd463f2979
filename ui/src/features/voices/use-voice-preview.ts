import { type Preview, usePreview } from "@/features/media/use-preview";
import { api, type ProviderId } from "@/ipc/client";

export type VoicePreview = Preview;

/** Plays recordings of voices, one at a time; silence when the place is left. */
export function useVoicePreview(providerId: ProviderId): VoicePreview {
  return usePreview((voiceId) => api.previewVoice(providerId, voiceId));
}
