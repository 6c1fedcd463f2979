import { useTranslation } from "react-i18next";
import type { RestorePreview } from "@/ipc/client";
import { useCounts } from "./use-counts";

/** What a backup or archive holds, and what would change. */
export function PreviewFacts({ preview, whole }: { preview: RestorePreview; whole: boolean }) {
  const { t } = useTranslation("storage");
  const counts = useCounts();
  const facts = [
    { id: "holds", counts: preview.holds },
    { id: "returns", counts: preview.returns },
    ...(whole ? [{ id: "leaves", counts: preview.leaves } as const] : []),
  ] as const;
  return (
    <>
      <dl className="flex flex-col gap-1.5 text-sm">
        {facts.map(({ id, counts: some }) => (
          <div key={id} className="grid grid-cols-[9rem_1fr] gap-3">
            <dt className="text-muted">{t(`restore.${id}`)}</dt>
            <dd>{counts(some)}</dd>
          </div>
        ))}
      </dl>
      {preview.missing_files > 0 && (
        <p className="text-sm text-warning">
          {t("restore.missing", { count: preview.missing_files })}
        </p>
      )}
    </>
  );
}
