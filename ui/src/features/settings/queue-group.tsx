import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SwitchField } from "@/components/switch-field";
import { changeQueue } from "@/features/frame/use-activity";
import { api } from "@/ipc/client";
import { updatePreferences, usePreferences } from "@/state/preferences";
import { SettingsGroup } from "./settings-group";

/** Whether what waits goes on by itself, and whether its end is told. */
export function QueueGroup() {
  const { t } = useTranslation("settings");
  const { data } = useQuery({
    queryKey: ["queue", "settings"],
    queryFn: () => api.getQueueSettings(),
  });
  const notify = usePreferences((preferences) => preferences.notify_when_done);
  return (
    <SettingsGroup title={t("queue.title")}>
      <SwitchField
        label={t("queue.resume")}
        help={t("queue.resumeHelp")}
        value={data?.resume_at_start ?? true}
        onChange={(resume_at_start) => void changeQueue({ resume_at_start })}
      />
      <SwitchField
        label={t("queue.notify")}
        help={t("queue.notifyHelp")}
        value={notify}
        onChange={(notify_when_done) => updatePreferences({ notify_when_done })}
      />
    </SettingsGroup>
  );
}
