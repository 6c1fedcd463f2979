import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { CheckField } from "@/components/check-field";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { api, type CatalogDiff, type ProviderId, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";

interface DiffDialogProps {
  id: ProviderId;
  name: string;
  diff: CatalogDiff;
  onClose: () => void;
}

type Part = keyof CatalogDiff;
const PARTS: readonly Part[] = ["added", "vanished", "renamed"];

/** The part of a diff that was ticked. */
export function chosenPart(diff: CatalogDiff, left: ReadonlySet<string>): CatalogDiff {
  const taken = (part: Part) => (item: { id: string }) => !left.has(`${part}/${item.id}`);
  return {
    added: diff.added.filter(taken("added")),
    vanished: diff.vanished.filter(taken("vanished")),
    renamed: diff.renamed.filter(taken("renamed")),
  };
}

/** What a provider's own list changes: nothing is taken over that was not looked at. */
export function DiffDialog({ id, name, diff, onClose }: DiffDialogProps) {
  const { t } = useTranslation("catalog");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = chosenPart(diff, left);
  const count = PARTS.reduce((sum, part) => sum + chosen[part].length, 0);
  const accept = useMutation({
    mutationFn: () => api.acceptCatalog(id, chosen),
    onSuccess: () => {
      onClose();
      toast.show({ title: t("diff.accepted", { count, name }), tone: "positive" });
    },
  });
  const set = (key: string, taken: boolean) => {
    const next = new Set(left);
    if (taken) next.delete(key);
    else next.add(key);
    setLeft(next);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("diff.title", { name })}
      description={t("diff.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("diff.dismiss")}</Button>
          <Button
            variant="primary"
            loading={accept.isPending}
            disabledReason={count === 0 ? t("diff.none") : undefined}
            onClick={() => accept.mutate()}
          >
            {t("diff.accept", { count })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {PARTS.filter((part) => diff[part].length > 0).map((part) => (
          <section key={part} aria-label={t(`diff.${part}`)}>
            <h3 className="mb-2 text-sm font-semibold">
              {t(`diff.${part}`)}{" "}
              <span className="font-normal text-muted tabular-nums">{diff[part].length}</span>
            </h3>
            <ul className="flex flex-col gap-1.5">
              {diff[part].map((item) => {
                const key = `${part}/${item.id}`;
                const label =
                  "from" in item ? t("diff.rename", { from: item.from, to: item.to }) : item.name;
                return (
                  <li key={key}>
                    <CheckField
                      label={label}
                      help={item.id === label ? undefined : item.id}
                      value={!left.has(key)}
                      onChange={(taken) => set(key, taken)}
                    />
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
        {accept.error && <ErrorCard compact problem={toProblem(accept.error)} />}
      </div>
    </Dialog>
  );
}
