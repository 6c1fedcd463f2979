import { useQuery } from "@tanstack/react-query";
import { FolderPlus, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { IconButton } from "@/components/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/menu";
import type { AssetId, Collection } from "@/ipc/client";
import { NameDialog } from "./name-dialog";
import { createCollection } from "./place-commands";
import { collectionsQuery } from "./queries";
import { useMarkCommands } from "./use-mark-commands";

interface CollectionsFieldProps {
  ids: readonly AssetId[];
  /** How many things these are; a collection with fewer of them has only some. */
  count: number;
  collections: readonly Collection[];
}

/** The collections that things are in, and the way into others. */
export function CollectionsField({ ids, count, collections }: CollectionsFieldProps) {
  const { t } = useTranslation("library");
  const { change } = useMarkCommands();
  const [naming, setNaming] = useState(false);
  const all = useQuery(collectionsQuery).data ?? [];
  const whole = new Set(collections.filter((one) => one.count === count).map(({ id }) => id));
  const others = all.filter(({ id }) => !whole.has(id));
  return (
    <Field label={t("marks.collections")} labelsInput={false}>
      {({ labelId }) => (
        <div className="flex flex-col items-start gap-1">
          {collections.length > 0 && (
            <ul aria-labelledby={labelId} className="w-full">
              {collections.map(({ id, name, count: inside }) => (
                <li key={id} className="flex h-8 items-center gap-2 text-sm">
                  <span dir="auto" className="min-w-0 flex-1 truncate">
                    {name}
                  </span>
                  {inside < count && (
                    <span className="text-xs text-muted tabular-nums">
                      {t("marks.some", { count: inside, of: count })}
                    </span>
                  )}
                  <IconButton
                    size="sm"
                    icon={X}
                    label={t("marks.uncollect", { name })}
                    onClick={() => void change(ids, { change: "uncollect", collection_id: id })}
                  />
                </li>
              ))}
            </ul>
          )}
          <Menu
            trigger={
              <Button size="sm" icon={Plus}>
                {t("marks.collect")}
              </Button>
            }
          >
            {others.map(({ id, name }) => (
              <MenuItem
                key={id}
                label={name}
                onSelect={() => void change(ids, { change: "collect", collection_id: id })}
              />
            ))}
            {others.length > 0 && <MenuSeparator />}
            <MenuItem
              icon={FolderPlus}
              label={t("places.newCollection")}
              onSelect={() => setNaming(true)}
            />
          </Menu>
          {naming && (
            <NameDialog
              title={t("places.newCollectionTitle")}
              action={t("places.create")}
              onClose={() => setNaming(false)}
              onName={(name) => createCollection(name, ids)}
            />
          )}
        </div>
      )}
    </Field>
  );
}
