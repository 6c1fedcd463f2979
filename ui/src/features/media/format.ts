import { i18n } from "@/messages";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const THOUSAND = 1000;

/** A number of bytes in the unit people read it in: `412 kB`, `1.3 MB`. */
export function formatBytes(bytes: number): string {
  const rank = bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(THOUSAND) + 1e-9);
  const power = Math.min(rank, UNITS.length - 1);
  return new Intl.NumberFormat(i18n.language, {
    style: "unit",
    unit: UNITS[power],
    // The short word for bytes is `byte` however many there are.
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / THOUSAND ** power);
}

/** Day and time, as the system's language writes them. */
export function formatDateTime(at: number): string {
  return new Intl.DateTimeFormat(i18n.language, {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(at);
}

/** The day alone, as the system's language writes it. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(at);
}

/** A day written as `2026-11-20`, as the system's language writes it: the same day in every zone. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(day),
  );
}

/** A length as players show it: `0:07`, `1:02:03`. */
export function formatLength(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts
    .slice(parts[0] === 0 ? 1 : 0)
    .map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0")))
    .join(":");
}

const TYPE_NAMES: Record<string, string> = {
  "image/jpeg": "JPEG",
  "image/svg+xml": "SVG",
  "audio/mpeg": "MP3",
  "audio/x-wav": "WAV",
  "video/quicktime": "QuickTime",
};

/** The name people know a type by: `PNG`, `JPEG`. */
export function formatType(mime: string): string {
  return TYPE_NAMES[mime] ?? (mime.split("/")[1] ?? mime).toUpperCase();
}
