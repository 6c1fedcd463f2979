import { useTranslation } from "react-i18next";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long things stay in the trash. */
const KEPT_DAYS = 30;

/** How many whole days something stays in the trash. */
export function daysLeft(deletedAt: number, now: number): number {
  return Math.max(0, Math.ceil((deletedAt + KEPT_DAYS * DAY_MS - now) / DAY_MS));
}

/** When something in the trash goes for good. */
export function TrashTimeLeft({ deletedAt }: { deletedAt: number }) {
  const { t } = useTranslation("storage");
  return (
    <p className="text-xs text-muted">
      {t("trash.left", { count: daysLeft(deletedAt, Date.now()) })}
    </p>
  );
}
