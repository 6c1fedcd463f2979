import { queryOptions, useQuery } from "@tanstack/react-query";
import { providersQuery } from "@/features/models/queries";
import { api } from "@/ipc/client";

export const useProviders = () => useQuery(providersQuery);

export const useKeyStorage = () =>
  useQuery({ queryKey: ["providers", "key-storage"], queryFn: () => api.keyStorage() });

export const usePresets = () =>
  useQuery({ queryKey: ["providers", "presets"], queryFn: () => api.listPresets() });

export const useAbout = () =>
  useQuery({ queryKey: ["settings", "about"], queryFn: () => api.about() });

/** What is installed can change behind the studio's back, so it is looked for at every visit. */
export const useOfflineVoices = () =>
  useQuery({
    queryKey: ["providers", "offline-voices"],
    queryFn: () => api.getOfflineVoices(),
    staleTime: 0,
  });

export const userManifestsQuery = queryOptions({
  queryKey: ["providers", "manifests"],
  queryFn: () => api.userManifests(),
});
