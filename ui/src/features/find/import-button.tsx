import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { api, type StockItem, type StockItemRef } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { markImported } from "./queries";

interface ImportButtonProps {
  item: StockItem;
  itemRef: StockItemRef;
  /** Drawn as the main thing to do. */
  primary?: boolean;
}

/** Brings something that was found into the library, and leads to it once it is there. */
export function ImportButton({ item, itemRef, primary = false }: ImportButtonProps) {
  const { t } = useTranslation("find");
  const client = useQueryClient();
  const { title, imported } = item;
  const bring = useMutation({
    mutationFn: () => api.importStock(itemRef),
    onSuccess: (asset) => {
      markImported(client, itemRef, asset.id);
      toast.show({
        title: t("item.done", { title }),
        action: { label: t("item.show"), run: () => navigate.toAsset(asset.id) },
        tone: "positive",
      });
    },
    onError: toast.showProblem,
  });
  if (imported !== null) {
    return (
      <Button
        size="sm"
        variant="ghost"
        icon={Check}
        aria-label={t("item.importedNamed", { title })}
        onClick={() => navigate.toAsset(imported)}
      >
        {t("item.imported")}
      </Button>
    );
  }
  return (
    <Button
      size={primary ? "md" : "sm"}
      variant={primary ? "primary" : "secondary"}
      icon={Download}
      loading={bring.isPending}
      aria-label={t("item.importNamed", { title })}
      onClick={() => bring.mutate()}
    >
      {t("item.import")}
    </Button>
  );
}
