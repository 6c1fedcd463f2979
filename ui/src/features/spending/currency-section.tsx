import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { api, type Currency, type ExchangeRate, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { CurrencySelect } from "./currency-select";
import { displayCurrencyQuery, exchangeRatesQuery } from "./queries";
import { Section } from "./section";
import { dayInWords, rateInWords } from "./words";

/** The currency that amounts are shown in, and the rates between currencies. */
export function CurrencySection({ onAddRate }: { onAddRate: () => void }) {
  const { t } = useTranslation("spending");
  const shown = useQuery(displayCurrencyQuery);
  const rates = useQuery(exchangeRatesQuery);
  const choose = useMutation({
    mutationFn: (currency: Currency) => api.setDisplayCurrency(currency),
    onError: toast.showProblem,
  });
  const error = shown.error ?? rates.error;
  return (
    <Section title={t("currency.title")}>
      {error && <ErrorCard compact problem={toProblem(error)} />}
      {shown.data && (
        <CurrencySelect
          label={t("currency.shown")}
          value={shown.data}
          onChange={(currency) => choose.mutate(currency)}
          className="max-w-72"
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-sm font-medium">{t("currency.rates")}</h3>
        <Button size="sm" icon={Plus} onClick={onAddRate}>
          {t("currency.add")}
        </Button>
      </div>
      <p className="text-sm text-muted">{t("currency.ratesText")}</p>
      {rates.data && rates.data.length > 0 && (
        <ul className="text-sm tabular-nums">
          {rates.data.map((rate) => (
            <RateRow key={`${rate.from}/${rate.to}/${rate.valid_from}`} rate={rate} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function RateRow({ rate }: { rate: ExchangeRate }) {
  const { t } = useTranslation(["spending", "shell"]);
  const { from, to, valid_from } = rate;
  const day = dayInWords(valid_from);
  const remove = async () => {
    await api.deleteExchangeRate(rate);
    toast.show({
      title: t("currency.removed"),
      action: {
        label: t("shell:control.undo"),
        run: async () => {
          await api.setExchangeRate(rate);
        },
      },
    });
  };
  return (
    <li className="flex items-center gap-2 border-t border-line py-1.5 first:border-t-0">
      <span className="min-w-0 flex-1">
        {t("currency.line", { from, to, rate: rateInWords(rate) })}{" "}
        <span className="text-muted">{t("currency.sinceDay", { day })}</span>
      </span>
      <IconButton
        size="sm"
        icon={Trash2}
        label={t("currency.remove", { from, to, day })}
        onClick={() => remove().catch(toast.showProblem)}
      />
    </li>
  );
}
