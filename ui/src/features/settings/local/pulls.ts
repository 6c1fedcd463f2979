import { create } from "zustand";
import { api, type Problem, type ProviderId, type PullProgress, pullModel } from "@/ipc/client";
import { toProblem } from "@/ipc/problem";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";

/** A model on its way to a server's disk. */
export interface Pull {
  providerId: ProviderId;
  model: string;
  /** How far it is; null until the server said something. */
  progress: PullProgress | null;
  /** Why it ended; null while it runs. */
  problem: Problem | null;
  cancelling: boolean;
}

/** What is being fetched. It outlives the page, so that whoever comes back sees it go on. */
export const usePulls = create<{ pulls: readonly Pull[] }>(() => ({ pulls: [] }));

const is = (providerId: ProviderId, model: string) => (pull: Pull) =>
  pull.providerId === providerId && pull.model === model;

function change(providerId: ProviderId, model: string, part: Partial<Pull>): void {
  const known = is(providerId, model);
  usePulls.setState(({ pulls }) => ({
    pulls: pulls.map((pull) => (known(pull) ? { ...pull, ...part } : pull)),
  }));
}

function drop(providerId: ProviderId, model: string): void {
  const known = is(providerId, model);
  usePulls.setState(({ pulls }) => ({ pulls: pulls.filter((pull) => !known(pull)) }));
}

function put(providerId: ProviderId, model: string, progress: PullProgress | null): boolean {
  const before = usePulls.getState().pulls.find(is(providerId, model));
  if (before && before.problem === null) return false;
  const pull: Pull = { providerId, model, progress, problem: null, cancelling: false };
  usePulls.setState(({ pulls }) => ({
    pulls: before ? pulls.map((one) => (one === before ? pull : one)) : [...pulls, pull],
  }));
  return true;
}

async function follow(
  providerId: ProviderId,
  model: string,
  soFar: PullProgress | null,
): Promise<void> {
  if (!put(providerId, model, soFar)) return;
  try {
    await pullModel(providerId, model, (progress) => change(providerId, model, { progress }));
    drop(providerId, model);
    toast.show({ title: i18n.t("local:pull.done", { name: model }), tone: "positive" });
  } catch (cause) {
    const problem = toProblem(cause);
    if (problem.code === "cancelled") drop(providerId, model);
    else change(providerId, model, { problem, cancelling: false });
  }
}

export const pulls = {
  /** Starts to fetch a model, or starts again where it failed. */
  start: (providerId: ProviderId, model: string) => follow(providerId, model, null),
  /** Joins in with what the core fetches already, as after the window was opened anew. */
  attach: async (providerId: ProviderId) => {
    for (const progress of await api.listPulls(providerId)) {
      void follow(providerId, progress.model, progress);
    }
  },
  cancel: async (providerId: ProviderId, model: string) => {
    change(providerId, model, { cancelling: true });
    try {
      await api.cancelPull(providerId, model);
    } catch (cause) {
      change(providerId, model, { cancelling: false });
      toast.showProblem(cause);
    }
  },
  /** Forgets one that failed. */
  dismiss: drop,
};
