import { useQuery } from "@tanstack/react-query";
import { Download, Wallet } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { ErrorCard } from "@/components/error-card";
import { PageHeader } from "@/components/page-header";
import { Select } from "@/components/select";
import { Skeleton } from "@/components/skeleton";
import { useToday } from "@/features/chat/conversations/use-today";
import { Page } from "@/features/frame/page";
import { api, type Currency, type Spending, type SpendingRange, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { ApartNote } from "./apart-note";
import { BudgetsSection } from "./budgets-section";
import { CostOverTime } from "./cost-over-time";
import { CurrencySection } from "./currency-section";
import { spendingQuery } from "./queries";
import { RANGES, type RangeId, rangeOf } from "./ranges";
import { RateDialog } from "./rate-dialog";
import { FIRST_WAY, SpentOn } from "./spent-on";
import { Totals } from "./totals";

/** What was spent, on what, and what may be. */
export function SpendingPage() {
  const { t } = useTranslation("spending");
  const today = useToday();
  const [rangeId, setRangeId] = useState<RangeId>("month");
  const [rateFrom, setRateFrom] = useState<Currency | null>(null);
  const range = rangeOf(rangeId, new Date(today));
  const { data, error, isPending, refetch } = useQuery(spendingQuery(range, "provider"));
  const spentOn = useQuery(spendingQuery(range, FIRST_WAY));

  const save = async () => {
    const path = await api.exportSpending(range);
    if (path !== null) {
      toast.show({ title: t("exported"), description: path, tone: "positive" });
    }
  };
  const content = () => {
    if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
    return data && <Spent spending={data} range={range} onAddRate={setRateFrom} />;
  };
  return (
    <Page
      header={
        <PageHeader
          title={t("title")}
          actions={
            <>
              <Select
                label={t("range.label")}
                hideLabel
                size="sm"
                variant="ghost"
                value={rangeId}
                onChange={setRangeId}
                options={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
              />
              <Button
                variant="ghost"
                size="sm"
                icon={Download}
                onClick={() => save().catch(toast.showProblem)}
              >
                {t("export")}
              </Button>
            </>
          }
        />
      }
    >
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">
        <div className="mx-auto flex w-full max-w-5xl flex-col gap-4">
          <Totals />
          {/* Nothing that can be pressed stands below what is still growing. */}
          {isPending || spentOn.isPending ? (
            <LoadingSkeleton />
          ) : (
            <>
              {content()}
              <div className="grid items-start gap-4 wide:grid-cols-2">
                <BudgetsSection />
                <CurrencySection onAddRate={() => setRateFrom("USD")} />
              </div>
            </>
          )}
        </div>
      </div>
      {rateFrom && <RateDialog from={rateFrom} onClose={() => setRateFrom(null)} />}
    </Page>
  );
}

interface SpentProps {
  spending: Spending;
  range: SpendingRange;
  onAddRate: (from: Currency) => void;
}

/** What the chosen time holds; what it does not count stands first. */
function Spent({ spending, range, onAddRate }: SpentProps) {
  const { t } = useTranslation("spending");
  const { total } = spending;
  if (total.generations === 0) {
    return (
      <EmptyState icon={Wallet} title={t("empty.title")} text={t("empty.text")} className="py-10" />
    );
  }
  return (
    <>
      <ApartNote
        sum={total}
        onAddRate={() => onAddRate(total.unconverted[0]?.currency ?? spending.currency)}
      />
      <CostOverTime spending={spending} />
      <SpentOn range={range} />
    </>
  );
}

function LoadingSkeleton() {
  const { t } = useTranslation("spending");
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-4">
      <Skeleton className="h-64" />
      <Skeleton className="h-40" />
    </div>
  );
}
