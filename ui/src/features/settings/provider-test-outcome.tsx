import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { type useProviderTest, useTestWords } from "./use-provider-test";

interface TestOutcomeProps {
  check: ReturnType<typeof useProviderTest>;
  onRetry: () => void;
}

/** What came of testing a provider: its own words where it refused. */
export function TestOutcome({ check, onRetry }: TestOutcomeProps) {
  const { t } = useTranslation("settings");
  const words = useTestWords();
  if (check.running) return null;
  if (check.problem) {
    return (
      <div className="flex flex-col gap-2">
        {check.keptKey && <p className="text-xs text-muted">{t("key.savedButFailed")}</p>}
        <ErrorCard problem={check.problem} onRetry={onRetry} omit={["provider"]} />
      </div>
    );
  }
  if (!check.result) return null;
  return (
    <p role="status" className="flex items-start gap-2 text-sm text-positive">
      <CircleCheck aria-hidden size={16} strokeWidth={1.75} className="mt-0.5 shrink-0" />
      {words(check.result)}
    </p>
  );
}
