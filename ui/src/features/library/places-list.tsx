import { useQuery } from "@tanstack/react-query";
import { Briefcase, CircleCheck, CircleSlash, Images, LibraryBig, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { MenuItem } from "@/components/menu";
import { useRovingFocus } from "@/components/use-roving-focus";
import { projectsQuery } from "@/features/media/queries";
import { api, type Collection, type Project } from "@/ipc/client";
import { showPlace, useLibraryFilter } from "./library-filter";
import { NameDialog } from "./name-dialog";
import {
  createCollection,
  createProject,
  deleteCollection,
  deleteProject,
  workIn,
} from "./place-commands";
import { PlaceRow } from "./place-row";
import { collectionsQuery, currentProjectQuery } from "./queries";
import { TagsGroup } from "./tags-group";
import { useMarkCommands } from "./use-mark-commands";

/** What is being named. */
type Naming =
  | { what: "new-collection" | "new-project" }
  | { what: "collection"; collection: Collection }
  | { what: "project"; project: Project };

/** The parts of the library: all of it, collections and projects. */
export function PlacesList() {
  const { t } = useTranslation("library");
  const [naming, setNaming] = useState<Naming | null>(null);
  const collections = useQuery(collectionsQuery).data ?? [];
  const projects = useQuery(projectsQuery).data ?? [];
  const current = useQuery(currentProjectQuery).data ?? null;
  const { place, trash } = useLibraryFilter();
  const { change } = useMarkCommands();
  const keys = useRovingFocus();
  const isShown = (type: "collection" | "project", id: string) =>
    !trash && place.type === type && place.id === id;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the rows inside
    <div onKeyDown={keys} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
      <PlaceRow
        icon={Images}
        name={t("places.all")}
        shown={!trash && place.type === "all"}
        onShow={() => showPlace({ type: "all" })}
      />
      <Group
        title={t("places.collections")}
        addLabel={t("places.newCollection")}
        onAdd={() => setNaming({ what: "new-collection" })}
        hint={collections.length === 0 ? t("places.collectionsHint") : undefined}
      >
        {collections.map((collection) => (
          <PlaceRow
            key={collection.id}
            icon={LibraryBig}
            name={collection.name}
            count={collection.count}
            shown={isShown("collection", collection.id)}
            onShow={() => showPlace({ type: "collection", id: collection.id })}
            onDrop={(ids) => void change(ids, { change: "collect", collection_id: collection.id })}
            own={{
              rename: () => setNaming({ what: "collection", collection }),
              remove: () => void deleteCollection(collection.id, collection.name),
            }}
          />
        ))}
      </Group>
      <Group
        title={t("places.projects")}
        addLabel={t("places.newProject")}
        onAdd={() => setNaming({ what: "new-project" })}
        hint={projects.length === 0 ? t("places.projectsHint") : undefined}
      >
        {projects.map((project) => (
          <PlaceRow
            key={project.id}
            icon={Briefcase}
            name={project.name}
            count={project.count}
            note={project.id === current ? t("places.current") : undefined}
            shown={isShown("project", project.id)}
            onShow={() => showPlace({ type: "project", id: project.id })}
            onDrop={(ids) => void change(ids, { change: "project", project_id: project.id })}
            own={{
              rename: () => setNaming({ what: "project", project }),
              remove: () => void deleteProject(project.id, project.name),
              more:
                project.id === current ? (
                  <MenuItem
                    icon={CircleSlash}
                    label={t("places.leave")}
                    onSelect={() => void workIn(null)}
                  />
                ) : (
                  <MenuItem
                    icon={CircleCheck}
                    label={t("places.workIn")}
                    onSelect={() => void workIn(project.id)}
                  />
                ),
            }}
          />
        ))}
      </Group>
      <TagsGroup />
      {naming && <Namer naming={naming} onClose={() => setNaming(null)} />}
    </div>
  );
}

interface GroupProps {
  title: string;
  addLabel: string;
  onAdd: () => void;
  hint?: string;
  children: ReactNode;
}

function Group({ title, addLabel, onAdd, hint, children }: GroupProps) {
  return (
    <section aria-label={title} className="pt-4">
      <header className="flex h-8 items-center pr-0.5 pl-2">
        <h3 className="min-w-0 flex-1 truncate text-xs font-medium text-muted">{title}</h3>
        <IconButton size="sm" icon={Plus} label={addLabel} onClick={onAdd} />
      </header>
      {hint && <p className="px-2 text-xs text-muted">{hint}</p>}
      {children}
    </section>
  );
}

function Namer({ naming, onClose }: { naming: Naming; onClose: () => void }) {
  const { t } = useTranslation("library");
  switch (naming.what) {
    case "new-collection":
      return (
        <NameDialog
          title={t("places.newCollectionTitle")}
          action={t("places.create")}
          onClose={onClose}
          onName={(name) => createCollection(name, [])}
        />
      );
    case "new-project":
      return (
        <NameDialog
          title={t("places.newProjectTitle")}
          action={t("places.create")}
          onClose={onClose}
          onName={createProject}
        />
      );
    case "collection":
      return (
        <NameDialog
          title={t("places.renameTitle")}
          action={t("places.rename")}
          name={naming.collection.name}
          onClose={onClose}
          onName={(name) => api.renameCollection(naming.collection.id, name)}
        />
      );
    case "project":
      return (
        <NameDialog
          title={t("places.renameTitle")}
          action={t("places.rename")}
          name={naming.project.name}
          onClose={onClose}
          onName={(name) => api.renameProject(naming.project.id, name)}
        />
      );
  }
}
