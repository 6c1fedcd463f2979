import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Tag as TagIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Change, type Tag } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { setFilter, useLibraryFilter } from "./library-filter";
import { NameDialog } from "./name-dialog";
import { PlaceRow } from "./place-row";
import { tagsQuery } from "./queries";
import { showUndo, useMarkCommands } from "./use-mark-commands";

/** The rest is reached through the filter, which completes what is typed. */
const MOST_SHOWN = 30;

/** The tags used most: each narrows the library down, takes what is dropped, and can be renamed. */
export function TagsGroup() {
  const { t } = useTranslation("library");
  const client = useQueryClient();
  const { change } = useMarkCommands();
  const { tags: chosen } = useLibraryFilter();
  const [naming, setNaming] = useState<Tag | null>(null);
  const tags = [...(useQuery(tagsQuery).data ?? [])]
    .sort((one, other) => other.count - one.count)
    .slice(0, MOST_SHOWN);
  if (tags.length === 0) return null;

  const act = async (title: string, gone: Tag, run: () => Promise<Change>) => {
    const done = await run();
    const left = useLibraryFilter.getState().tags.filter((tag) => tag !== gone);
    setFilter({ tags: left });
    showUndo(client, title, done);
  };
  const remove = (tag: Tag) =>
    act(t("places.tagRemoved", { tag }), tag, () => api.removeTag(tag)).catch(toast.showProblem);
  const toggle = (tag: Tag) =>
    setFilter({
      tags: chosen.includes(tag) ? chosen.filter((one) => one !== tag) : [...chosen, tag],
    });
  return (
    <section aria-label={t("marks.tags")} className="pt-4">
      <h3 className="flex h-8 items-center px-2 text-xs font-medium text-muted">
        {t("marks.tags")}
      </h3>
      {tags.map(({ tag, count }) => (
        <PlaceRow
          key={tag}
          icon={TagIcon}
          name={tag}
          count={count}
          shown={chosen.includes(tag)}
          onShow={() => toggle(tag)}
          onDrop={(ids) => void change(ids, { change: "add-tags", tags: [tag] })}
          own={{ rename: () => setNaming(tag), remove: () => void remove(tag) }}
        />
      ))}
      {naming !== null && (
        <NameDialog
          title={t("places.renameTag", { tag: naming })}
          help={t("places.renameTagHelp")}
          action={t("places.rename")}
          name={naming}
          onClose={() => setNaming(null)}
          onName={(name) =>
            act(t("places.tagRenamed", { tag: naming, name }), naming, () =>
              api.renameTag(naming, name),
            )
          }
        />
      )}
    </section>
  );
}
