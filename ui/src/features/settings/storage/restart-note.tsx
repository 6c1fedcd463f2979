import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { api } from "@/ipc/client";
import { toast } from "@/state/toasts";

/** Something that takes effect at the next start, with the button that starts again. */
export function RestartNote({ text, children }: { text: string; children?: ReactNode }) {
  const { t } = useTranslation("storage");
  return (
    <div role="status" className="flex flex-col gap-2.5 rounded-lg bg-warning-soft p-3 text-sm">
      <p className="text-text wrap-anywhere">{text}</p>
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          icon={RotateCw}
          onClick={() => void api.restartStudio().catch(toast.showProblem)}
        >
          {t("restartNow")}
        </Button>
        {children}
      </div>
    </div>
  );
}
