import { type AssetId, api, type CollectionId, type Deletion, type ProjectId } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";
import { type Place, showPlace, useLibraryFilter } from "./library-filter";

const t = i18n.getFixedT(null, "library");

/** Begins a collection with things in it, and shows it where it begins empty. */
export async function createCollection(name: string, ids: readonly AssetId[]): Promise<void> {
  const id = await api.createCollection(name, [...ids]);
  if (ids.length === 0) showPlace({ type: "collection", id });
  else toast.show({ title: t("places.created", { name }), tone: "positive" });
}

export async function createProject(name: string): Promise<void> {
  showPlace({ type: "project", id: await api.createProject(name) });
}

function leave(gone: Place): void {
  const { place } = useLibraryFilter.getState();
  if (place.type !== "all" && gone.type === place.type && gone.id === place.id) {
    showPlace({ type: "all" });
  }
}

async function remove(place: Place, name: string, run: () => Promise<Deletion>): Promise<void> {
  try {
    const deletion = await run();
    leave(place);
    toast.show({
      title: t("places.deleted", { name }),
      description: t("places.deletedNote"),
      action: {
        label: i18n.t("shell:control.undo"),
        run: async () => {
          await api.undoDeletion(deletion.id);
        },
      },
    });
  } catch (cause) {
    toast.showProblem(cause);
  }
}

export const deleteCollection = (id: CollectionId, name: string) =>
  remove({ type: "collection", id }, name, () => api.deleteCollection(id));

export const deleteProject = (id: ProjectId, name: string) =>
  remove({ type: "project", id }, name, () => api.deleteProject(id));

/** Has new things belong to a project from now on, or to none. */
export async function workIn(id: ProjectId | null): Promise<void> {
  try {
    await api.setCurrentProject(id);
  } catch (cause) {
    toast.showProblem(cause);
  }
}
