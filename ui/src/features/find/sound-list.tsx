import { useTranslation } from "react-i18next";
import { useRovingFocus } from "@/components/use-roving-focus";
import { usePreview } from "@/features/media/use-preview";
import { api } from "@/ipc/client";
import { type FoundListProps, reachableOf } from "./found-list";
import { SoundRow } from "./sound-row";

/** Sounds that were found. */
export function SoundList({ items, active, refOf, onOpen }: FoundListProps) {
  const { t } = useTranslation("find");
  const roving = useRovingFocus();
  const preview = usePreview((id) => api.stockPreview(refOf(id)));
  const reachable = reachableOf(items, active);
  return (
    <ul aria-label={t("results")} onKeyDown={roving} className="flex flex-col gap-0.5">
      {items.map((item) => (
        <SoundRow
          key={item.id}
          item={item}
          itemRef={refOf(item.id)}
          active={item.id === active}
          reachable={item.id === reachable}
          preview={preview}
          onOpen={() => onOpen(item.id)}
        />
      ))}
    </ul>
  );
}
