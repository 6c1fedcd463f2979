import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { NumberField } from "@/components/number-field";
import { type Network, type Timeouts, toProblem } from "@/ipc/client";
import { SettingsGroup } from "../settings-group";
import { useKeepNetwork } from "./use-network";

const PARTS: readonly (keyof Timeouts)[] = ["connect_s", "first_byte_s", "idle_s"];
const LONGEST_S = 3_600;

/** How long is waited for what before a request counts as failed. */
export function TimeoutsGroup({ network }: { network: Network }) {
  const { t } = useTranslation("settings");
  const { settings } = network;
  const [timeouts, setTimeouts] = useState(settings.timeouts);
  const keep = useKeepNetwork();
  const changed = PARTS.some((part) => timeouts[part] !== settings.timeouts[part]);
  return (
    <SettingsGroup title={t("timeouts.title")}>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-3">
        {PARTS.map((part) => (
          <NumberField
            key={part}
            label={t(`timeouts.${part}`)}
            value={timeouts[part]}
            min={1}
            max={LONGEST_S}
            unit={t("timeouts.unit")}
            onChange={(next) => next !== null && setTimeouts({ ...timeouts, [part]: next })}
          />
        ))}
      </div>
      {keep.error && <ErrorCard compact problem={toProblem(keep.error)} omit={["provider"]} />}
      {changed && (
        <div>
          <Button
            variant="primary"
            loading={keep.isPending}
            onClick={() => keep.mutate({ settings: { ...settings, timeouts } })}
          >
            {t("network.save")}
          </Button>
        </div>
      )}
    </SettingsGroup>
  );
}
