import { CornerUpRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/components/menu";
import { MAKING_ICONS } from "@/features/generation/making";
import {
  type InputTarget,
  useInputTargets,
  useSendToInput,
} from "@/features/generation/use-as-input";
import type { Asset } from "@/ipc/client";
import { toast } from "@/state/toasts";

interface UseAsProps {
  asset: Asset;
  /** Called after the Generate page was shown. */
  onUse?: () => void;
}

function TargetItems({ asset, targets, onUse }: UseAsProps & { targets: readonly InputTarget[] }) {
  const { t } = useTranslation(["library", "generation"]);
  const send = useSendToInput();
  return targets.map((target) => (
    <MenuItem
      key={`${target.making}/${target.slot.id}`}
      icon={MAKING_ICONS[target.making]}
      label={t("library:useAsItem", {
        making: t(`generation:making.${target.making}`),
        slot: target.slot.label,
      })}
      onSelect={() => {
        void send(target, asset).catch(toast.showProblem);
        onUse?.();
      }}
    />
  ));
}

/** The lines of a menu that put a thing into a slot of the Generate page; none where none fits. */
export function UseAsItems({ asset }: { asset: Asset }) {
  const { t } = useTranslation("library");
  const targets = useInputTargets(asset);
  if (targets.length === 0) return null;
  return (
    <>
      <MenuSeparator />
      <MenuHeading label={t("useAs")} />
      <TargetItems asset={asset} targets={targets} />
    </>
  );
}

/** The same as a button. */
export function UseAsButton({ asset, onUse }: UseAsProps) {
  const { t } = useTranslation("library");
  const targets = useInputTargets(asset);
  if (targets.length === 0) return null;
  return (
    <Menu trigger={<Button icon={CornerUpRight}>{t("useAs")}</Button>}>
      <TargetItems asset={asset} targets={targets} onUse={onUse} />
    </Menu>
  );
}
