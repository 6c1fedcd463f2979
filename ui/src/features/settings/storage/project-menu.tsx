import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Menu, MenuItem } from "@/components/menu";
import { api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { useStorageUse } from "./queries";

/** Writes an archive of one project; nothing where there is none with something in it. */
export function ProjectMenu() {
  const { t } = useTranslation("storage");
  const projects = useStorageUse().data?.projects ?? [];
  const items = projects.flatMap(({ id, name }) => (id !== null && name ? [{ id, name }] : []));
  if (items.length === 0) return null;
  return (
    <Menu trigger={<Button>{t("archive.exportProject")}</Button>}>
      {items.map(({ id, name }) => (
        <MenuItem
          key={id}
          label={name}
          onSelect={() => void api.exportArchive({ scope: "project", id }).catch(toast.showProblem)}
        />
      ))}
    </Menu>
  );
}
