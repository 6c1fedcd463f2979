import { api, type ConversationId } from "@/ipc/client";
import { i18n } from "@/messages";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";

/** Writes an archive of a conversation where the person says; its progress is told in Storage. */
export async function exportConversation(id: ConversationId): Promise<void> {
  try {
    if (!(await api.exportArchive({ scope: "conversation", id }))) return;
    toast.show({
      title: i18n.t("storage:archive.begun"),
      action: {
        label: i18n.t("storage:archive.showProgress"),
        run: () => navigate.toSettings("data"),
      },
    });
  } catch (cause) {
    toast.showProblem(cause);
  }
}
