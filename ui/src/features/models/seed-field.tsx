import { Dices, Lock, LockOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { NumberField } from "@/components/number-field";
import type { Parameter } from "@/ipc/client";
import { nearestAllowed } from "./parameter-values";
import { rollSeed } from "./seed";

interface SeedFieldProps {
  parameter: Parameter;
  /** Null while each run gets a new one. */
  value: number | null;
  onChange: (value: number | null) => void;
  help?: ReactNode;
}

/** A seed: new for each run until one is typed, rolled or locked. */
export function SeedField({ parameter, value, onChange, help }: SeedFieldProps) {
  const { t } = useTranslation("models");
  const locked = value !== null;
  const roll = () => onChange(rollSeed(parameter));
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-end gap-1">
        <NumberField
          plain
          label={parameter.label}
          value={value}
          min={parameter.minimum ?? 0}
          max={parameter.maximum ?? undefined}
          placeholder={t("parameters.seed.random")}
          onChange={(next) => onChange(next === null ? null : nearestAllowed(parameter, next))}
          className="flex-1"
        />
        <IconButton label={t("parameters.seed.roll")} icon={Dices} onClick={roll} />
        <IconButton
          label={t("parameters.seed.lock")}
          icon={locked ? Lock : LockOpen}
          pressed={locked}
          onClick={() => (locked ? onChange(null) : roll())}
        />
      </div>
      {help && <p className="text-xs text-muted">{help}</p>}
    </div>
  );
}
