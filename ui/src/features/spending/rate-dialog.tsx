import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { TextField } from "@/components/text-field";
import { api, type Currency, type ExchangeRate, toProblem } from "@/ipc/client";
import { parseAmount } from "./amount";
import { CurrencySelect } from "./currency-select";
import { displayCurrencyQuery } from "./queries";
import { dateOf, dayOf } from "./ranges";

interface RateDialogProps {
  /** The currency that has no rate yet. */
  from: Currency;
  onClose: () => void;
}

/** Where an exchange rate is entered, from a day on. */
export function RateDialog({ from: first, onClose }: RateDialogProps) {
  const { t } = useTranslation(["spending", "shell"]);
  const formId = useId();
  const shown = useQuery(displayCurrencyQuery).data ?? "USD";
  const [from, setFrom] = useState(first);
  const [picked, setPicked] = useState<Currency | null>(null);
  const [rate, setRate] = useState("");
  const [day, setDay] = useState(() => dayOf(new Date()));
  const to = picked ?? shown;
  const since = dateOf(day);
  const nanos = parseAmount(rate) ?? 0;
  const save = useMutation({
    mutationFn: (entered: ExchangeRate) => api.setExchangeRate(entered),
    onSuccess: onClose,
  });

  const reason = () => {
    if (from === to) return t("currency.different");
    if (nanos === 0) return t("currency.rateFirst");
    return since === null ? t("currency.dayFirst") : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason() !== undefined || since === null || save.isPending) return;
    save.mutate({ from, to, valid_from: since.getTime(), rate_nanos: nanos });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("currency.add")}
      description={t("currency.ratesText")}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            loading={save.isPending}
            disabledReason={reason()}
          >
            {t("currency.save")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid grid-cols-2 gap-4">
        <CurrencySelect label={t("currency.from")} value={from} onChange={setFrom} />
        <CurrencySelect label={t("currency.to")} value={to} onChange={setPicked} />
        <TextField
          inputMode="decimal"
          label={t("currency.rate")}
          value={rate}
          onChange={({ target }) => setRate(target.value)}
        />
        <TextField
          type="date"
          label={t("currency.since")}
          value={day}
          onChange={({ target }) => setDay(target.value)}
        />
        {save.error && <ErrorCard compact problem={toProblem(save.error)} className="col-span-2" />}
      </form>
    </Dialog>
  );
}
