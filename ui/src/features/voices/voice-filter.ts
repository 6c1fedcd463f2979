import type { Voice } from "@/ipc/client";

export interface VoiceFilter {
  search: string;
  /** Empty: any. */
  language: string;
  gender: string;
}

export const ANY_VOICE: VoiceFilter = { search: "", language: "", gender: "" };

/** The voices that contain every word of the search and speak as asked. */
export function matchingVoices(voices: readonly Voice[], filter: VoiceFilter): Voice[] {
  const words = filter.search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return voices.filter((voice) => {
    const text = [voice.name, voice.description, voice.language, voice.gender]
      .join(" ")
      .toLocaleLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (filter.language === "" || voice.language === filter.language) &&
      (filter.gender === "" || voice.gender === filter.gender)
    );
  });
}

/** What there is to choose from in one respect, in the order of the alphabet. */
export function choicesOf(voices: readonly Voice[], key: "language" | "gender"): string[] {
  const known = new Set(voices.map((voice) => voice[key]).filter((value) => value !== null));
  return [...known].sort((left, right) => left.localeCompare(right));
}

/** The language's name where it is given as a code, in the words of the studio's own language. */
export function languageName(language: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
