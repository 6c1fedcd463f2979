import { useQueries } from "@tanstack/react-query";
import { MAKINGS, type Making } from "@/features/generation/making";
import { modelsQuery } from "@/features/models/queries";

/** What at least one usable model makes, in the order it is shown. */
export function useMakeable(): { kinds: readonly Making[]; pending: boolean } {
  const queries = useQueries({ queries: MAKINGS.map((making) => modelsQuery(making)) });
  return {
    kinds: MAKINGS.filter((_, index) => queries[index]?.data?.some(({ usable }) => usable)),
    pending: queries.some(({ isPending }) => isPending),
  };
}
