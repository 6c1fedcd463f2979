import { FileText, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { i18n } from "@/messages";

const GLIMPSE = 120;

interface PastedChipProps {
  text: string;
  onRemove: () => void;
}

/** A pasted text that is too long for the field: its size, how it begins, and a way to drop it. */
export function PastedChip({ text, onRemove }: PastedChipProps) {
  const { t } = useTranslation("chat");
  const total = new Intl.NumberFormat(i18n.language).format(text.length);
  return (
    <div className="flex items-center gap-2.5 rounded-lg bg-pressed py-1.5 pr-1.5 pl-3">
      <FileText aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">
          {t("composer.pasted")}
          <span className="font-normal text-muted tabular-nums">
            {" · "}
            {t("composer.pastedCount", { total })}
          </span>
        </p>
        <p dir="auto" className="truncate text-xs text-muted">
          {text.slice(0, GLIMPSE)}
        </p>
      </div>
      <IconButton size="sm" icon={X} label={t("composer.removePasted")} onClick={onRemove} />
    </div>
  );
}
