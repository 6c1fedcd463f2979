import { useQuery } from "@tanstack/react-query";
import { AudioLines, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { controlStyles } from "@/components/control-styles";
import { Field } from "@/components/field";
import { Popover } from "@/components/popover";
import { TextField } from "@/components/text-field";
import { providersQuery } from "@/features/models/queries";
import type { ProviderId } from "@/ipc/client";
import { CloneVoiceDialog } from "./clone-voice-dialog";
import { voicesQuery } from "./queries";
import { VoiceList } from "./voice-list";

interface VoiceFieldProps {
  label: string;
  help?: ReactNode;
  providerId: ProviderId;
  /** The voice's id; null while the provider decides. */
  value: string | null;
  onChange: (voiceId: string | null) => void;
}

/** Chooses one of a provider's voices, by ear. */
export function VoiceField({ label, help, providerId, value, onChange }: VoiceFieldProps) {
  const { t } = useTranslation("voices");
  const [open, setOpen] = useState(false);
  const [cloning, setCloning] = useState(false);
  const provider = useQuery(providersQuery).data?.find(({ id }) => id === providerId);
  const told = provider?.has_voices ?? false;
  const voices = useQuery({ ...voicesQuery(providerId), enabled: told && value !== null });
  if (provider && !told) {
    return (
      <TextField
        label={label}
        help={help ?? t("byId")}
        value={value ?? ""}
        onChange={({ target }) => onChange(target.value === "" ? null : target.value)}
      />
    );
  }
  const voice = voices.data?.find(({ id }) => id === value);
  const name = voice?.name ?? value;
  const trigger = (labelId: string) => (
    <button
      type="button"
      aria-labelledby={labelId}
      aria-label={name ?? t("choose")}
      className={cn(controlStyles, "flex h-9 items-center gap-2 px-2.5 text-left")}
    >
      <AudioLines aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
      <span className={cn("min-w-0 flex-1 truncate", !name && "text-muted")}>
        {name ?? t("choose")}
      </span>
      <ChevronsUpDown aria-hidden size={14} strokeWidth={1.75} className="shrink-0 text-muted" />
    </button>
  );
  return (
    <Field label={label} help={help} labelsInput={false}>
      {({ labelId }) => (
        <>
          <Popover
            trigger={trigger(labelId)}
            title={t("choose")}
            hideTitle
            open={open}
            onOpenChange={setOpen}
            className="flex w-[24rem] flex-col overflow-hidden p-0"
          >
            <VoiceList
              providerId={providerId}
              value={value}
              clones={provider?.clones_voices ?? false}
              onClone={() => {
                setOpen(false);
                setCloning(true);
              }}
              onChoose={(id) => {
                onChange(id);
                setOpen(false);
              }}
            />
          </Popover>
          {provider && cloning && (
            <CloneVoiceDialog
              provider={provider}
              onClose={() => setCloning(false)}
              onCloned={onChange}
            />
          )}
        </>
      )}
    </Field>
  );
}
