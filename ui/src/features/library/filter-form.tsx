import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { TextField } from "@/components/text-field";
import type { AssetOrigin, Flag, LibraryModel } from "@/ipc/client";
import { setFilter, useLibraryFilter } from "./library-filter";
import { libraryModelsQuery, tagsQuery } from "./queries";
import { RatingField } from "./rating-field";
import { TagsField } from "./tags-field";

const ANY = "any";

const keyOf = ({ provider_id, model_id }: Pick<LibraryModel, "provider_id" | "model_id">) =>
  JSON.stringify([provider_id, model_id]);

/** Everything that can narrow the library down. Each choice shows at once. */
export function FilterForm() {
  const { t } = useTranslation("library");
  const filter = useLibraryFilter();
  const tags = useQuery(tagsQuery).data ?? [];
  const models = useQuery(libraryModelsQuery).data ?? [];
  return (
    <div className="flex flex-col gap-4">
      <RatingField
        label={t("filter.rating")}
        clearLabel={t("filter.any")}
        value={filter.rating}
        onChange={(rating) => setFilter({ rating })}
      />
      <Segmented<Flag | "any">
        label={t("marks.flag")}
        value={filter.flag ?? ANY}
        onChange={(flag) => setFilter({ flag: flag === ANY ? null : flag })}
        options={[
          { value: ANY, label: t("filter.any") },
          { value: "keep", label: t("flag.keep") },
          { value: "reject", label: t("flag.reject") },
        ]}
      />
      <TagsField
        onlyKnown
        label={t("marks.tags")}
        tags={filter.tags}
        known={tags}
        onAdd={(tag) => setFilter({ tags: [...filter.tags, tag] })}
        onRemove={(tag) => setFilter({ tags: filter.tags.filter((other) => other !== tag) })}
      />
      <Segmented<AssetOrigin | "any">
        label={t("filter.origin.label")}
        value={filter.origin ?? ANY}
        onChange={(origin) => setFilter({ origin: origin === ANY ? null : origin })}
        options={[
          { value: ANY, label: t("filter.any") },
          { value: "made", label: t("filter.origin.made") },
          { value: "imported", label: t("filter.origin.imported") },
        ]}
      />
      {models.length > 0 && (
        <Select
          label={t("filter.model")}
          value={filter.model ? keyOf(filter.model) : ANY}
          onChange={(key) => {
            const model = models.find((one) => keyOf(one) === key);
            setFilter({
              model: model ? { provider_id: model.provider_id, model_id: model.model_id } : null,
            });
          }}
          options={[
            { value: ANY, label: t("filter.any") },
            ...models.map((model) => ({
              value: keyOf(model),
              label: model.model_name,
              group: model.provider_name,
            })),
          ]}
        />
      )}
      <div className="grid grid-cols-2 gap-3">
        <TextField
          type="date"
          label={t("filter.from")}
          max={filter.until || undefined}
          value={filter.from}
          onChange={({ target }) => setFilter({ from: target.value })}
        />
        <TextField
          type="date"
          label={t("filter.until")}
          min={filter.from || undefined}
          value={filter.until}
          onChange={({ target }) => setFilter({ until: target.value })}
        />
      </div>
    </div>
  );
}
