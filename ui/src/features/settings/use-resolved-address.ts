import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type Problem, type ResolvedEndpoint, toProblem } from "@/ipc/client";

const PAUSE_MS = 150;

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

interface ResolvedAddress {
  endpoint: ResolvedEndpoint | null;
  problem: Problem | null;
}

/** What an address stands for, while it is being written. */
export function useResolvedAddress(manifestId: string, address: string): ResolvedAddress {
  const settled = useSettled(address.trim());
  const { data, error } = useQuery({
    queryKey: ["providers", "address", manifestId, settled],
    queryFn: () => api.resolveAddress(manifestId, settled),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
  });
  if (settled === "") return { endpoint: null, problem: null };
  return { endpoint: error ? null : (data ?? null), problem: error ? toProblem(error) : null };
}
