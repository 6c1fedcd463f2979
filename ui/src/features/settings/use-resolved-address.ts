import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSettled } from "@/features/generation/use-settled";
import { api, type Problem, type ResolvedEndpoint, toProblem } from "@/ipc/client";

const PAUSE_MS = 150;

interface ResolvedAddress {
  endpoint: ResolvedEndpoint | null;
  problem: Problem | null;
}

/** What an address stands for, while it is being written. */
export function useResolvedAddress(manifestId: string, address: string): ResolvedAddress {
  const settled = useSettled(address.trim(), PAUSE_MS);
  const { data, error } = useQuery({
    queryKey: ["providers", "address", manifestId, settled],
    queryFn: () => api.resolveAddress(manifestId, settled),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
  });
  if (settled === "") return { endpoint: null, problem: null };
  return { endpoint: error ? null : (data ?? null), problem: error ? toProblem(error) : null };
}
