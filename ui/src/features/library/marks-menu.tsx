import { useQuery } from "@tanstack/react-query";
import { LibraryBig, ListX, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";
import { MenuHeading, MenuItem, MenuSeparator } from "@/components/menu";
import type { Asset, AssetId } from "@/ipc/client";
import { useLibraryFilter } from "./library-filter";
import { collectionsQuery } from "./queries";
import { useMarkCommands } from "./use-mark-commands";

interface MarksMenuProps {
  assets: readonly Asset[];
  onProvenance: (id: AssetId) => void;
}

const MOST_COLLECTIONS = 8;

/** The lines of the library's own context menu: where something came from, and collections. */
export function MarksMenu({ assets, onProvenance }: MarksMenuProps) {
  const { t } = useTranslation("library");
  const { change } = useMarkCommands();
  const { place, trash } = useLibraryFilter();
  const collections = useQuery(collectionsQuery).data ?? [];
  const [first] = assets;
  const ids = assets.map(({ id }) => id);
  const inside = place.type === "collection" ? place.id : null;
  const others = collections.filter(({ id }) => id !== inside).slice(0, MOST_COLLECTIONS);
  return (
    <>
      {first && assets.length === 1 && (
        <MenuItem
          icon={Waypoints}
          label={t("provenance.open")}
          onSelect={() => onProvenance(first.id)}
        />
      )}
      {!trash && others.length > 0 && <MenuHeading label={t("marks.collect")} />}
      {!trash &&
        others.map(({ id, name }) => (
          <MenuItem
            key={id}
            icon={LibraryBig}
            label={name}
            onSelect={() => void change(ids, { change: "collect", collection_id: id })}
          />
        ))}
      {!trash && inside !== null && (
        <MenuItem
          icon={ListX}
          label={t("marks.uncollectHere")}
          onSelect={() => void change(ids, { change: "uncollect", collection_id: inside })}
        />
      )}
      <MenuSeparator />
    </>
  );
}
