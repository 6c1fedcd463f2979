import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { formatBytes } from "@/features/media/format";
import { api, type LocalModel, type ProviderId, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";

interface DeleteModelDialogProps {
  providerId: ProviderId;
  model: LocalModel;
  onClose: () => void;
}

/** Asks before a model is deleted from the disk: there is no way back but to download it again. */
export function DeleteModelDialog({ providerId, model, onClose }: DeleteModelDialogProps) {
  const { t } = useTranslation(["local", "shell"]);
  const client = useQueryClient();
  const words = { name: model.id, size: formatBytes(model.byte_size) };
  const remove = useMutation({
    mutationFn: () => api.deleteLocalModel(providerId, model.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["models", "local", providerId] });
      onClose();
      toast.show({ title: t("local:models.deleted", words) });
    },
  });
  return (
    <Dialog
      open
      role="alertdialog"
      onOpenChange={(open) => !open && onClose()}
      title={t("local:models.deleteTitle", words)}
      description={t("local:models.deleteText", words)}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button variant="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("local:models.deleteConfirm")}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorCard compact problem={toProblem(remove.error)} omit={["provider"]} />}
    </Dialog>
  );
}
