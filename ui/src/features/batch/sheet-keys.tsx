import { useTranslation } from "react-i18next";
import { Kbd } from "@/components/kbd";

const KEYS = [
  ["k", "sheet.keyKeep"],
  ["x", "sheet.keyReject"],
  ["u", "sheet.keyUndo"],
  ["space", "sheet.keyMark"],
  ["c", "sheet.keyCompare"],
  ["enter", "sheet.keyOpen"],
] as const;

/** Which key does what, always in sight. */
export function SheetKeys() {
  const { t } = useTranslation("batch");
  return (
    <footer className="flex shrink-0 flex-wrap gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-xs text-muted">
      {KEYS.map(([key, words]) => (
        <span key={key} className="flex items-center gap-1.5">
          <Kbd shortcut={key} className="rounded-sm bg-pressed px-1.5 text-text" />
          {t(words)}
        </span>
      ))}
    </footer>
  );
}
