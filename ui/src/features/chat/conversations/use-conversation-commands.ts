import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type Conversation, type ConversationId } from "@/ipc/client";
import { navigate, useNavigation } from "@/state/navigation";
import { toast } from "@/state/toasts";

/** Renames and deletes. Deleting is undone from its toast, which also shows it again. */
export function useConversationCommands() {
  const { t } = useTranslation("chat");
  const shell = useTranslation("shell").t;
  const rename = useMutation({
    mutationFn: ({ id, title }: { id: ConversationId; title: string }) =>
      api.renameConversation(id, title),
    onError: toast.showProblem,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Conversation) => api.deleteConversation(id),
    onSuccess: (deletion, { id, title }) => {
      const wasOpen = useNavigation.getState().conversationId === id;
      if (wasOpen) useNavigation.setState({ conversationId: null });
      toast.show({
        title: t("list.deleted", { title: title || t("list.untitled") }),
        action: {
          label: shell("control.undo"),
          run: async () => {
            await api.undoDeletion(deletion.id);
            if (wasOpen) navigate.toConversation(id);
          },
        },
      });
    },
    onError: toast.showProblem,
  });
  return {
    rename: (id: ConversationId, title: string) => rename.mutate({ id, title }),
    remove: (conversation: Conversation) => remove.mutate(conversation),
  };
}
