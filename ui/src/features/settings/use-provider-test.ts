import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type Problem, type ProviderId, type ProviderTest, toProblem } from "@/ipc/client";

interface ProviderCheck {
  /** Starts the test; with a key it is kept first. */
  start: (key?: string) => void;
  running: boolean;
  result: ProviderTest | null;
  problem: Problem | null;
  /** True where the key was kept although the test failed. */
  keptKey: boolean;
}

class TestFailed extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Keeps a key, if one is given, and calls the provider with it. */
export function useProviderTest(id: ProviderId, onKept?: () => void): ProviderCheck {
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: async (key?: string) => {
      if (key !== undefined) {
        await api.setKey(id, key);
        onKept?.();
      }
      try {
        return await api.testProvider(id);
      } catch (cause) {
        throw key === undefined ? cause : new TestFailed(toProblem(cause));
      }
    },
  });
  const keptKey = error instanceof TestFailed;
  return {
    start: mutate,
    running: isPending,
    result: data ?? null,
    problem: error && (keptKey ? error.problem : toProblem(error)),
    keptKey,
  };
}

/** The outcome of a test, in words. */
export function useTestWords(): (result: ProviderTest) => string {
  const { t } = useTranslation("settings");
  return ({ elapsed_ms: ms, model_count: count }) =>
    count === null ? t("key.works", { ms }) : t("key.worksModels", { ms, count });
}
