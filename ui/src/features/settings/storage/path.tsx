import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { toast } from "@/state/toasts";

/** A path that can be copied, with what can be done about it. */
export function Path({ path, children }: { path: string; children?: ReactNode }) {
  const { t } = useTranslation("storage");
  const copy = async () => {
    await navigator.clipboard.writeText(path);
    toast.show({ title: t("copied") });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <code className="selectable min-w-0 flex-1 rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-anywhere">
        {path}
      </code>
      <IconButton
        label={t("copy")}
        icon={Copy}
        onClick={() => void copy().catch(toast.showProblem)}
      />
      {children}
    </div>
  );
}
