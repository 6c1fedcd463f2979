import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ShelfItem } from "@/features/media/shelf-item";
import type { Attachments } from "./use-attachments";

interface AttachmentRowProps {
  attachments: Attachments;
  /** Why the model cannot be sent these; null where it can. */
  objection: string | null;
}

/** What goes with the message, above where it is written. */
export function AttachmentRow({ attachments, objection }: AttachmentRowProps) {
  const { t } = useTranslation("chat");
  const { assets, remove } = attachments;
  if (assets.length === 0) return null;
  return (
    <div className="space-y-2 p-2 pb-0">
      <ul aria-label={t("attach.list")} className="flex max-h-40 flex-wrap gap-2 overflow-y-auto">
        {assets.map((asset) => (
          <li key={asset.id} className="min-w-0">
            <ShelfItem asset={asset} onRemove={() => remove(asset.id)} />
          </li>
        ))}
      </ul>
      {objection && (
        <p role="status" className="flex items-center gap-2 px-1.5 text-sm text-warning">
          <TriangleAlert aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
          {objection}
        </p>
      )}
    </div>
  );
}
