import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/skeleton";
import { type SpendingBy, type SpendingRange, toProblem } from "@/ipc/client";
import { GroupTable } from "./group-table";
import { spendingQuery } from "./queries";
import { Section } from "./section";

const WAYS = ["model", "provider", "kind", "project"] as const satisfies readonly SpendingBy[];

/** How it is grouped at first. */
export const FIRST_WAY: SpendingBy = "model";

/** What the money of a time went to, by model, provider, kind or project. */
export function SpentOn({ range }: { range: SpendingRange }) {
  const { t } = useTranslation("spending");
  const [by, setBy] = useState(FIRST_WAY);
  const { data, error, isPlaceholderData, refetch } = useQuery(spendingQuery(range, by));
  const content = () => {
    if (error) {
      return <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />;
    }
    if (!data || isPlaceholderData) return <Skeleton className="h-24" />;
    return <GroupTable key={by} by={by} groups={data.groups} />;
  };
  return (
    <Section
      title={t("tables.title")}
      aside={
        <Segmented
          label={t("tables.way")}
          hideLabel
          value={by}
          onChange={setBy}
          options={WAYS.map((value) => ({ value, label: t(`tables.${value}`) }))}
        />
      }
    >
      {content()}
    </Section>
  );
}
