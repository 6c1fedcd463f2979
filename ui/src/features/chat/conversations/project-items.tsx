import { useQuery } from "@tanstack/react-query";
import { Briefcase, CircleSlash } from "lucide-react";
import { useTranslation } from "react-i18next";
import { MenuHeading, MenuItem, MenuSeparator } from "@/components/menu";
import { projectsQuery } from "@/features/media/queries";
import { api, type Conversation, type ProjectId } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";

async function move({ id, project_id: before }: Conversation, to: ProjectId | null, name: string) {
  try {
    await api.setConversationProject(id, to);
    toast.show({
      title: to === null ? i18n.t("chat:list.leftProject") : i18n.t("chat:list.moved", { name }),
      action: {
        label: i18n.t("shell:control.undo"),
        run: async () => {
          await api.setConversationProject(id, before);
        },
      },
    });
  } catch (cause) {
    toast.showProblem(cause);
  }
}

/** The lines that move a conversation to another project; none where there are no projects. */
export function ProjectItems({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("chat");
  const projects = useQuery(projectsQuery).data ?? [];
  const { project_id: own } = conversation;
  const others = projects.filter(({ id }) => id !== own);
  const belongs = others.length < projects.length;
  if (projects.length === 0) return null;
  return (
    <>
      <MenuSeparator />
      <MenuHeading label={t("list.project")} />
      {others.map(({ id, name }) => (
        <MenuItem
          key={id}
          icon={Briefcase}
          label={name}
          onSelect={() => void move(conversation, id, name)}
        />
      ))}
      {belongs && (
        <MenuItem
          icon={CircleSlash}
          label={t("list.noProject")}
          onSelect={() => void move(conversation, null, "")}
        />
      )}
      <MenuSeparator />
    </>
  );
}
