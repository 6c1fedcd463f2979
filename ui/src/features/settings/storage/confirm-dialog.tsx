import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { toProblem } from "@/ipc/client";

interface ConfirmDialogProps {
  title: string;
  text: string;
  confirm: string;
  act: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, text, confirm, act, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation("shell");
  const acting = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Dialog
      open
      role="alertdialog"
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={text}
      footer={
        <>
          <Button onClick={onClose}>{t("control.cancel")}</Button>
          <Button variant="danger" loading={acting.isPending} onClick={() => acting.mutate()}>
            {confirm}
          </Button>
        </>
      }
    >
      {acting.error && <ErrorCard compact problem={toProblem(acting.error)} omit={["provider"]} />}
    </Dialog>
  );
}
