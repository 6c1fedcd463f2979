import { Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { toast } from "@/state/toasts";

/** Copies what must be said where a thing is shown. */
export function CopyAttribution({ attribution }: { attribution: string }) {
  const { t } = useTranslation("library");
  const copy = async () => {
    await navigator.clipboard.writeText(attribution);
    toast.show({ title: t("done.attributionCopied") });
  };
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={Copy}
      onClick={() => copy().catch(toast.showProblem)}
      className="-ml-2 self-start"
    >
      {t("details.copyAttribution")}
    </Button>
  );
}
