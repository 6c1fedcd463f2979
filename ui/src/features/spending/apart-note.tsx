import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import type { SpendingSum } from "@/ipc/client";
import { amountsInWords } from "./words";

interface ApartNoteProps {
  sum: SpendingSum;
  /** Leads to entering a rate. */
  onAddRate: () => void;
}

/** Names what could not be counted, so that no total looks whole when it is not. */
export function ApartNote({ sum, onAddRate }: ApartNoteProps) {
  const { t } = useTranslation("spending");
  const { unconverted, unpriced } = sum;
  if (unconverted.length === 0 && unpriced === 0) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-lg bg-warning-soft px-3 py-2 text-sm"
    >
      <div className="min-w-48 flex-1">
        {unconverted.length > 0 && (
          <p>{t("apart.unconverted", { amounts: amountsInWords(unconverted) })}</p>
        )}
        {unpriced > 0 && <p>{t("apart.unpriced", { count: unpriced })}</p>}
      </div>
      {unconverted.length > 0 && (
        <Button size="sm" onClick={onAddRate}>
          {t("apart.addRate")}
        </Button>
      )}
    </div>
  );
}
