import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { navigate } from "@/state/navigation";
import type { Answerer } from "../use-answerer";

/** Why the chosen model cannot answer now, and the button that leads to the remedy. */
export function ObstacleNotice({ answerer }: { answerer: Answerer }) {
  const { t } = useTranslation("chat");
  const { obstacle, model, choice, pending, reason } = answerer;
  if (pending || (model && !obstacle)) return null;
  const provider = model?.provider_id ?? choice?.provider_id;
  const action = {
    "key-missing": () => navigate.toSettings("providers", provider),
    "keys-locked": () => navigate.toSettings("keys"),
    missing: () => navigate.toSettings("providers", provider),
  };
  const words = {
    "key-missing": t("obstacle.addKey"),
    "keys-locked": t("obstacle.unlock"),
    missing: t("obstacle.providers"),
  };
  const kind = obstacle ?? "missing";
  return (
    <div
      role="status"
      className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-warning-soft py-2 pr-2 pl-3 text-sm"
    >
      <KeyRound aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-warning" />
      <p className="min-w-48 flex-1 wrap-anywhere">{obstacle ? reason : t("obstacle.noneTitle")}</p>
      <Button size="sm" onClick={action[kind]}>
        {words[kind]}
      </Button>
    </div>
  );
}
