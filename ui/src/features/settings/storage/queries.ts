import { useQuery } from "@tanstack/react-query";
import { api, type Chore, type ChoreKind } from "@/ipc/client";

const chores = { queryKey: ["storage", "chores"], queryFn: () => api.listChores() };

/** The chore of a kind that runs or ran last. */
export function useChore(kind: ChoreKind): Chore | undefined {
  return useQuery(chores).data?.find((chore) => chore.kind === kind);
}

/** Read anew at every visit: files come and go outside the studio too. */
export const useStorageUse = () =>
  useQuery({
    queryKey: ["assets", "storage-use"],
    queryFn: () => api.storageUse(),
    staleTime: 0,
  });

export const useTrash = () =>
  useQuery({
    queryKey: ["assets", "trash-use"],
    queryFn: () => api.trashUse(),
    meta: { tags: ["conversations"] },
  });

export const useBackups = () =>
  useQuery({ queryKey: ["storage", "backups"], queryFn: () => api.listBackups() });

export const useLibraryFolder = () =>
  useQuery({ queryKey: ["storage", "folder"], queryFn: () => api.libraryFolder() });

export const useWatchedFolders = () =>
  useQuery({ queryKey: ["storage", "watched"], queryFn: () => api.watchedFolders() });
