import { PackageOpen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import type { Asset } from "@/ipc/client";
import { ExportDialog } from "./export-dialog";

interface ExportButtonProps {
  assets: readonly Asset[];
  className?: string;
}

/** Asks how things are to leave the library. */
export function ExportButton({ assets, className }: ExportButtonProps) {
  const { t } = useTranslation("exporting");
  // What was selected then: the selection may change while the dialog stands open.
  const [exported, setExported] = useState<readonly Asset[] | null>(null);
  return (
    <>
      <Button icon={PackageOpen} className={className} onClick={() => setExported(assets)}>
        {t("action")}
      </Button>
      {exported && <ExportDialog assets={exported} onClose={() => setExported(null)} />}
    </>
  );
}
