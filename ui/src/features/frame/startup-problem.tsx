import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { api, type Problem } from "@/ipc/client";
import { reportCaught } from "@/ipc/ui-reports";

/** Stands in for everything else when the data could not be opened; nothing was touched then. */
export function StartupProblem({ problem }: { problem: Problem }) {
  const { t } = useTranslation("shell");
  const showFolder = () => {
    api.revealDataFolder().catch((cause: unknown) => reportCaught(cause, "start"));
  };
  return (
    <main className="flex h-full items-center justify-center bg-background p-8 text-text">
      <div className="flex w-full max-w-xl flex-col gap-4">
        <h1 className="text-xl font-semibold">{t("startup.title")}</h1>
        <ErrorCard problem={problem} omit={["provider", "keys", "data-folder"]} />
        <div>
          <Button variant="secondary" onClick={showFolder}>
            {t("startup.dataFolder")}
          </Button>
        </div>
      </div>
    </main>
  );
}
