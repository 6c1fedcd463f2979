import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { Skeleton } from "@/components/skeleton";
import { projectsQuery } from "@/features/media/queries";
import { type AssetId, type AssetMarks, type Flag, toProblem } from "@/ipc/client";
import { CollectionsField } from "./collections-field";
import { marksQuery, tagsQuery } from "./queries";
import { RatingField } from "./rating-field";
import { TagsField } from "./tags-field";
import { TextMarkField } from "./text-mark-field";
import { useMarkCommands } from "./use-mark-commands";

const LONGEST_TITLE = 300;
const LONGEST_NOTES = 100_000;
const NO_PROJECT = "none";

/** What people note about one thing or several: where they differ, that is said. */
export function MarksEditor({ ids }: { ids: readonly AssetId[] }) {
  const { t } = useTranslation("library");
  const { data, error, refetch } = useQuery(marksQuery(ids));
  if (error) {
    return <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />;
  }
  if (!data) {
    return (
      <div role="status" aria-label={t("media.loading")} className="flex flex-col gap-3">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
        <Skeleton className="h-16" />
      </div>
    );
  }
  return <Fields key={ids.join()} ids={ids} marks={data} />;
}

function Fields({ ids, marks }: { ids: readonly AssetId[]; marks: AssetMarks }) {
  const { t } = useTranslation("library");
  const { change } = useMarkCommands();
  const known = useQuery(tagsQuery).data ?? [];
  const projects = useQuery(projectsQuery).data ?? [];
  const partial = new Set(
    marks.tags.filter(({ count }) => count < marks.count).map(({ tag }) => tag),
  );
  const flag =
    marks.flag.shared === "mixed" ? "mixed" : ((marks.flag.value ?? "none") as Flag | "none");
  return (
    <section aria-label={t("marks.title")} className="flex flex-col gap-4">
      {ids.length === 1 && (
        <TextMarkField
          label={t("marks.name")}
          value={marks.title}
          longest={LONGEST_TITLE}
          onChange={(title) => void change(ids, { change: "title", title })}
        />
      )}
      <RatingField
        label={t("marks.rating")}
        clearLabel={t("marks.noRating")}
        value={marks.rating.shared === "mixed" ? "mixed" : marks.rating.value}
        onChange={(rating) => void change(ids, { change: "rating", rating })}
      />
      <Segmented<Flag | "none" | "mixed">
        label={t("marks.flag")}
        help={flag === "mixed" ? t("marks.mixed") : undefined}
        value={flag}
        onChange={(next) =>
          void change(ids, {
            change: "flag",
            flag: next === "none" || next === "mixed" ? null : next,
          })
        }
        options={[
          { value: "keep", label: t("flag.keep") },
          { value: "reject", label: t("flag.reject") },
          { value: "none", label: t("flag.none") },
        ]}
      />
      <TagsField
        label={t("marks.tags")}
        tags={marks.tags.map(({ tag }) => tag)}
        partial={partial}
        known={known}
        onAdd={(tag) => void change(ids, { change: "add-tags", tags: [tag] })}
        onRemove={(tag) => void change(ids, { change: "remove-tags", tags: [tag] })}
      />
      <CollectionsField ids={ids} count={marks.count} collections={marks.collections} />
      {projects.length > 0 && (
        <Select
          label={t("marks.project")}
          value={
            marks.project_id.shared === "mixed" ? null : (marks.project_id.value ?? NO_PROJECT)
          }
          placeholder={t("marks.mixed")}
          onChange={(id) =>
            void change(ids, { change: "project", project_id: id === NO_PROJECT ? null : id })
          }
          options={[
            { value: NO_PROJECT, label: t("marks.noProject") },
            ...projects.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <TextMarkField
        multiline
        optional
        label={t("marks.notes")}
        value={marks.notes}
        longest={LONGEST_NOTES}
        onChange={(notes) => void change(ids, { change: "notes", notes })}
      />
    </section>
  );
}
