import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { Popover } from "@/components/popover";
import type { Generation } from "@/ipc/client";
import { GenerationTimeline } from "./generation-timeline";

/** Opens what happened to a generation, step by step. */
export function TimelineButton({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  return (
    <Popover
      title={t("timeline.title")}
      hideTitle
      align="end"
      trigger={<IconButton size="sm" icon={History} label={t("timeline.title")} />}
    >
      <GenerationTimeline generation={generation} />
    </Popover>
  );
}
