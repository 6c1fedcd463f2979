import { useMutation } from "@tanstack/react-query";
import { api, type GenerationId } from "@/ipc/client";
import { toast } from "@/state/toasts";

/** What a person can do with a generation. Failures show as toasts. */
export function useGenerationCommands(id: GenerationId) {
  const onError = (cause: unknown) => void toast.showProblem(cause);
  const stop = useMutation({ mutationFn: () => api.stopGeneration(id), onError });
  const retry = useMutation({ mutationFn: () => api.retryGeneration(id), onError });
  const close = useMutation({ mutationFn: () => api.closeUnknown(id), onError });
  const lookAgain = useMutation({ mutationFn: () => api.lookAgain(id), onError });
  return { stop, retry, close, lookAgain };
}
