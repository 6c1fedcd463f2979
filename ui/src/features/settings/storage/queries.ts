import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Chore, type ChoreKind } from "@/ipc/client";

const chores = { queryKey: ["storage", "chores"], queryFn: () => api.listChores() };

/** The chore of a kind that runs or ran last. */
export function useChore(kind: ChoreKind): Chore | undefined {
  return useQuery(chores).data?.find((chore) => chore.kind === kind);
}

/**
 * Read anew at every visit, because files come and go outside the studio too, and when a chore
 * ended or a backup went. How far a chore is does not matter: every file is looked at.
 */
export function useStorageUse() {
  const ended = useQuery(chores).data?.filter(({ state }) => state.is !== "running");
  const ends = ended?.map(({ kind, started_at }) => `${kind} ${started_at}`);
  const kept = useBackups().data?.items.map(({ id }) => id);
  return useQuery({
    queryKey: ["assets", "storage-use", ends, kept],
    queryFn: () => api.storageUse(),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

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

/** Whether everything that decides how tall the page is was read once. */
export function useWasRead(): boolean {
  const reading = [
    useQuery(chores),
    useLibraryFolder(),
    useStorageUse(),
    useTrash(),
    useBackups(),
    useWatchedFolders(),
  ].some(({ isPending }) => isPending);
  const [wasRead, setWasRead] = useState(!reading);
  // Kept: a question that failed and is asked again takes nothing away that was shown.
  if (!reading && !wasRead) setWasRead(true);
  return wasRead;
}
