import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Segmented } from "@/components/segmented";
import { updatePreferences, usePreferences } from "@/state/preferences";

export function AppearanceSection() {
  const { t } = useTranslation("settings");
  const theme = usePreferences((preferences) => preferences.theme);
  return (
    <Segmented
      label={t("appearance.theme")}
      help={t("appearance.help")}
      value={theme}
      onChange={(next) => updatePreferences({ theme: next })}
      options={[
        { value: "system", label: t("appearance.system"), icon: Monitor },
        { value: "light", label: t("appearance.light"), icon: Sun },
        { value: "dark", label: t("appearance.dark"), icon: Moon },
      ]}
      className="max-w-sm"
    />
  );
}
