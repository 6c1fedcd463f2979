import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { formatMoney } from "@/features/models/money";
import type { Generation } from "@/ipc/client";

interface SendAgainDialogProps {
  generation: Generation;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSend: () => void;
}

/** Asks before a request is sent a second time whose first may have been charged. */
export function SendAgainDialog({ generation, open, onOpenChange, onSend }: SendAgainDialogProps) {
  const { t } = useTranslation(["generation", "shell"]);
  const { estimated_cost: cost, provider_name: provider } = generation;
  const send = () => {
    onOpenChange(false);
    onSend();
  };
  return (
    <Dialog
      role="alertdialog"
      open={open}
      onOpenChange={onOpenChange}
      title={t("generation:unknown.askTitle")}
      description={t("generation:unknown.askText", { provider })}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("shell:control.cancel")}</Button>
          <Button variant="primary" onClick={send}>
            {t("generation:unknown.sendAgain")}
          </Button>
        </>
      }
    >
      <p className="text-sm tabular-nums">
        {cost && cost.nanos > 0
          ? t("generation:unknown.askPrice", { price: formatMoney(cost) })
          : t("generation:unknown.askNoPrice")}
      </p>
    </Dialog>
  );
}
