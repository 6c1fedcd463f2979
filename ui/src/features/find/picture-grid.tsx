import { useTranslation } from "react-i18next";
import { type FoundListProps, reachableOf } from "./found-list";
import { moveInGrid } from "./grid-focus";
import { PictureTile } from "./picture-tile";

/** Pictures or videos that were found. */
export function PictureGrid({ items, kind, active, refOf, onOpen }: FoundListProps) {
  const { t } = useTranslation("find");
  const reachable = reachableOf(items, active);
  return (
    <ul
      aria-label={t("results")}
      onKeyDown={moveInGrid}
      className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-x-4 gap-y-5"
    >
      {items.map((item) => (
        <PictureTile
          key={item.id}
          item={item}
          itemRef={refOf(item.id)}
          kind={kind}
          active={item.id === active}
          reachable={item.id === reachable}
          onOpen={() => onOpen(item.id)}
        />
      ))}
    </ul>
  );
}
