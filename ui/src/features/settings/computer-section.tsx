import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { FoundServers } from "./local/found-servers";
import { OfflineVoicesGroup } from "./local/offline-voices-group";
import { SettingsGroup } from "./settings-group";

/** What runs on this computer. Nothing is asked before somebody wants it. */
export function ComputerSection() {
  const { t } = useTranslation("local");
  const [looking, setLooking] = useState(false);
  return (
    <div className="max-w-2xl">
      <SettingsGroup title={t("find.title")}>
        <p className="text-sm text-muted">{t("find.text")}</p>
        {looking ? (
          <FoundServers />
        ) : (
          <div>
            <Button icon={Search} onClick={() => setLooking(true)}>
              {t("find.open")}
            </Button>
          </div>
        )}
      </SettingsGroup>
      <OfflineVoicesGroup />
    </div>
  );
}
