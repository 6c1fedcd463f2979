import { useMutation } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { api, type MessageId, type ThreadMessage } from "@/ipc/client";
import { toast } from "@/state/toasts";

/** Goes through the versions of a message: `‹ 2 of 3 ›`. Nothing where there is only one. */
export function SiblingSwitcher({ message }: { message: ThreadMessage }) {
  const { t } = useTranslation("chat");
  const select = useMutation({
    mutationFn: (id: MessageId) => api.selectSibling(id),
    onError: toast.showProblem,
  });
  const { siblings, id } = message;
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(id);
  const step = (by: number) => {
    const target = siblings[at + by];
    return {
      disabled: target === undefined,
      onClick: () => target && select.mutate(target),
    };
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label={t("message.versions")}
      className="flex items-center text-xs text-muted tabular-nums"
    >
      <IconButton size="sm" icon={ChevronLeft} label={t("message.previous")} {...step(-1)} />
      <span aria-live="polite">
        {t("message.position", { at: at + 1, count: siblings.length })}
      </span>
      <IconButton size="sm" icon={ChevronRight} label={t("message.next")} {...step(1)} />
    </div>
  );
}
