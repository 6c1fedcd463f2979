import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { CheckField } from "@/components/check-field";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Select } from "@/components/select";
import { TextField } from "@/components/text-field";
import { AssetShelf } from "@/features/media/asset-shelf";
import { type Asset, api, type Provider, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";
import { voicesQuery } from "./queries";
import { languageName } from "./voice-filter";

interface CloneVoiceDialogProps {
  provider: Provider;
  onClose: () => void;
  onCloned: (voiceId: string) => void;
}

const MOST_SAMPLES = 10;

/** What services that clone voices speak. */
const LANGUAGES =
  "ar bg cs da de el en es fi fr he hi hr hu id it ja ko ms nb nl pl pt ro ru sk sv ta th tr uk vi zh".split(
    " ",
  );

/** Makes a voice from recordings; only of somebody who agreed to it. */
export function CloneVoiceDialog({ provider, onClose, onCloned }: CloneVoiceDialogProps) {
  const { t } = useTranslation(["voices", "shell"]);
  const formId = useId();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [language, setLanguage] = useState(i18n.language.slice(0, 2));
  const [samples, setSamples] = useState<Asset[]>([]);
  const [consent, setConsent] = useState(false);
  const clone = useMutation({
    mutationFn: () =>
      api.cloneVoice({
        provider_id: provider.id,
        name: name.trim(),
        description: description.trim(),
        language,
        samples: samples.map(({ id }) => id),
        consent,
      }),
    onSuccess: async (voiceId) => {
      const fresh = await api.listVoices(provider.id, true).catch(() => null);
      if (fresh) client.setQueryData(voicesQuery(provider.id).queryKey, fresh);
      onCloned(voiceId);
      onClose();
      toast.show({ title: t("voices:clone.done", { name: name.trim() }), tone: "positive" });
    },
  });
  const missing =
    name.trim() === ""
      ? "nameFirst"
      : samples.length === 0
        ? "samplesFirst"
        : consent
          ? null
          : "consentFirst";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null && !clone.isPending) clone.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("voices:clone.title")}
      description={t("voices:clone.text", { provider: provider.name })}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            loading={clone.isPending}
            disabledReason={missing ? t(`voices:clone.${missing}`) : undefined}
          >
            {t("voices:clone.submit")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t("voices:clone.name")}
          value={name}
          maxLength={80}
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          label={t("voices:clone.description")}
          value={description}
          maxLength={300}
          onChange={({ target }) => setDescription(target.value)}
        />
        <Select
          label={t("voices:clone.language")}
          value={language}
          onChange={setLanguage}
          options={LANGUAGES.map((value) => ({ value, label: languageName(value, i18n.language) }))}
        />
        <AssetShelf
          label={t("voices:clone.samples")}
          help={t("voices:clone.samplesHelp")}
          accepts={["audio"]}
          most={MOST_SAMPLES}
          required
          assets={samples}
          onChange={setSamples}
        />
        <CheckField
          label={t("voices:clone.consent")}
          value={consent}
          onChange={setConsent}
          help={t("voices:clone.consentHelp")}
        />
        {clone.error && <ErrorCard compact problem={toProblem(clone.error)} omit={["provider"]} />}
      </form>
    </Dialog>
  );
}
