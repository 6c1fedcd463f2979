import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { InlineCode } from "@/components/inline-code";
import { Segmented } from "@/components/segmented";
import { TextField } from "@/components/text-field";
import { api, type ConnectionPreset, toProblem } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { AddressPreview } from "./address-preview";
import { usePresets } from "./queries";
import { useResolvedAddress } from "./use-resolved-address";

function reasonAgainst(words: {
  name: string;
  address: string;
  problem: string | undefined;
}): "nameFirst" | "addressFirst" | null {
  if (words.name.trim() === "") return "nameFirst";
  return words.address.trim() === "" || words.problem ? "addressFirst" : null;
}

/** The dialog in which a server is added: a preset fills in what is usual. */
export function AddServerDialog({
  open,
  onOpenChange,
  onFind,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Leads to the dialog that looks for servers on this computer. */
  onFind: () => void;
}) {
  const listed = usePresets().data ?? [];
  // Those that need nothing typed come first.
  const presets = listed.toSorted((a, b) => Number(a.base_url === "") - Number(b.base_url === ""));
  const [first] = presets;
  if (!first) return null;
  return (
    <AddServer
      key={String(open)}
      presets={presets}
      first={first}
      open={open}
      onOpenChange={onOpenChange}
      onFind={onFind}
    />
  );
}

interface AddServerProps {
  presets: readonly ConnectionPreset[];
  first: ConnectionPreset;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onFind: () => void;
}

function AddServer({ presets, first, open, onOpenChange, onFind }: AddServerProps) {
  const { t } = useTranslation(["settings", "shell", "local"]);
  const formId = useId();
  const [preset, setPreset] = useState(first);
  const [name, setName] = useState(first.name);
  const [address, setAddress] = useState(first.base_url);
  const { endpoint, problem } = useResolvedAddress(preset.manifest_id, address);
  const add = useMutation({
    mutationFn: () =>
      api.addConnection({ manifest_id: preset.manifest_id, name: name.trim(), address }),
    onSuccess: (provider) => {
      onOpenChange(false);
      navigate.toSettings("providers", provider.id);
      toast.show({ title: t("settings:add.added", { name: provider.name }), tone: "positive" });
    },
  });
  const reason = reasonAgainst({ name, address, problem: problem?.message });

  const choose = (id: string) => {
    const chosen = presets.find((candidate) => candidate.id === id);
    if (!chosen) return;
    setPreset(chosen);
    setName(chosen.base_url === "" ? "" : chosen.name);
    setAddress(chosen.base_url);
    add.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason === null && !add.isPending) add.mutate();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("settings:add.title")}
      description={t("settings:add.text")}
      className="w-[min(35rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button variant="ghost" icon={Search} onClick={onFind} className="mr-auto -ml-2">
            {t("local:find.open")}
          </Button>
          <Button onClick={() => onOpenChange(false)}>{t("shell:control.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            loading={add.isPending}
            disabledReason={reason ? t(`settings:add.${reason}`) : undefined}
          >
            {t("settings:add.submit")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Segmented
          label={t("settings:add.preset")}
          help={<InlineCode text={preset.help} />}
          value={preset.id}
          onChange={choose}
          options={presets.map(({ id, name: label }) => ({ value: id, label }))}
        />
        <TextField
          label={t("settings:add.name")}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t("settings:address.field")}
          help={t("settings:address.help")}
          error={problem?.message}
          mono
          inputMode="url"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <AddressPreview endpoint={endpoint} />
        {add.error && <ErrorCard problem={toProblem(add.error)} compact omit={["provider"]} />}
      </form>
    </Dialog>
  );
}
