import { QueryClient } from "@tanstack/react-query";

/**
 * Answers stay fresh until the core says they are not, and the core answers without a network: a
 * query never waits for the connection and never repeats itself.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

export const queryClient = createQueryClient();
