import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { formatBytes, formatDate } from "@/features/media/format";
import type { LocalModel } from "@/ipc/client";

/** A model on a server's disk: what it is, what it takes, and the way to be rid of it. */
export function LocalModelRow({ model, onDelete }: { model: LocalModel; onDelete: () => void }) {
  const { t } = useTranslation("local");
  const { id, byte_size, modified_at, family, parameters, quantization } = model;
  const facts = [
    family,
    parameters && t("models.parameters", { size: parameters }),
    quantization,
    modified_at !== null && formatDate(modified_at),
  ];
  const about = facts.filter(Boolean).join(" · ");
  return (
    <li className="flex items-center gap-3 py-2 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="selectable truncate font-medium" title={id}>
          {id}
        </p>
        {about !== "" && <p className="text-xs wrap-anywhere text-muted tabular-nums">{about}</p>}
      </div>
      <span className="text-sm whitespace-nowrap text-muted tabular-nums">
        {formatBytes(byte_size)}
      </span>
      <IconButton
        size="sm"
        icon={Trash2}
        label={t("models.delete", { name: id })}
        onClick={onDelete}
      />
    </li>
  );
}
