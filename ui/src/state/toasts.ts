import { Toast } from "@base-ui/react/toast";
import { toProblem } from "@/ipc/client";

export type ToastTone = "neutral" | "positive" | "warning" | "danger";

export interface ToastOptions {
  title: string;
  description?: string;
  /** A toast with an action stays longer, since it may be the only way back. */
  action?: { label: string; run: () => void | Promise<void> };
  tone?: ToastTone;
}

export interface ToastData {
  tone: ToastTone;
}

const PLAIN_MS = 5_000;
const WITH_ACTION_MS = 10_000;
const FAILURE_MS = 12_000;

export const toastManager = Toast.createToastManager<ToastData>();

/** The toasts that offer something. */
const offers = new Set<string>();

function timeoutOf(options: ToastOptions): number {
  if (options.tone === "danger") return FAILURE_MS;
  return options.action ? WITH_ACTION_MS : PLAIN_MS;
}

function show(options: ToastOptions): string {
  const { action } = options;
  const id: string = toastManager.add({
    title: options.title,
    description: options.description,
    timeout: timeoutOf(options),
    priority: "low",
    data: { tone: options.tone ?? "neutral" },
    onRemove: () => void offers.delete(id),
    actionProps: action && {
      children: action.label,
      onClick: () => {
        toastManager.close(id);
        Promise.resolve(action.run()).catch((cause: unknown) => showProblem(cause));
      },
    },
  });
  if (action) offers.add(id);
  return id;
}

/** Takes back everything that is offered, where an offer may not be kept any more. */
function withdrawOffers(): void {
  for (const id of offers) toastManager.close(id);
  offers.clear();
}

/** Tells of a failure that has no place of its own on the page. */
function showProblem(cause: unknown): string {
  const problem = toProblem(cause);
  return show({ title: problem.message, description: problem.hint ?? undefined, tone: "danger" });
}

export const toast = {
  show,
  showProblem,
  withdrawOffers,
  close: (id: string) => toastManager.close(id),
};
