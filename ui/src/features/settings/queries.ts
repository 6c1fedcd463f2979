import { useQuery } from "@tanstack/react-query";
import { api } from "@/ipc/client";

export const useProviders = () =>
  useQuery({ queryKey: ["providers", "list"], queryFn: () => api.listProviders() });

export const useKeyStorage = () =>
  useQuery({ queryKey: ["providers", "key-storage"], queryFn: () => api.keyStorage() });

export const usePresets = () =>
  useQuery({ queryKey: ["providers", "presets"], queryFn: () => api.listPresets() });

export const useAbout = () =>
  useQuery({ queryKey: ["settings", "about"], queryFn: () => api.about() });
