import { type ActivityRun, api, type QueueMove } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { setTrayOpen } from "./use-activity";

export interface RunCommands {
  stop: () => void;
  retry: () => void;
  hold: () => void;
  letGo: () => void;
  move: (to: QueueMove) => void;
  lookAgain: () => void;
  close: () => void;
}

/** What a person can do with a run. Failures show as toasts. */
export function useRunCommands({ id }: ActivityRun): RunCommands {
  const act = (doing: () => Promise<unknown>) => () => void doing().catch(toast.showProblem);
  return {
    stop: act(() => api.stopGeneration(id)),
    retry: act(() => api.retryGeneration(id)),
    hold: act(() => api.holdGenerations([id])),
    letGo: act(() => api.letGenerationsGo([id])),
    move: (to) => act(() => api.moveGeneration(id, to))(),
    lookAgain: act(() => api.lookAgain(id)),
    close: act(() => api.closeUnknown(id)),
  };
}

/** Shows what came of it, or the place where it is made. */
export function openRun({ conversation_id: conversation, output }: ActivityRun): void {
  setTrayOpen(false);
  if (conversation) navigate.toConversation(conversation);
  else if (output) navigate.toAsset(output);
  else navigate.toPage("generate");
}
