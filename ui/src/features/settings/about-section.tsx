import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { toProblem } from "@/ipc/client";
import { useAbout } from "./queries";

export function AboutSection() {
  const { t } = useTranslation(["settings", "shell"]);
  const { data: about, error, refetch } = useAbout();
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (!about) return <Skeleton className="h-32 max-w-xl" />;
  const facts = [
    [t("settings:about.platform"), about.platform],
    [t("settings:about.licence"), t("settings:about.licenceText")],
  ] as const;
  return (
    <div className="max-w-xl">
      <h2 className="text-xl font-semibold">{t("shell:app")}</h2>
      <p className="selectable mt-0.5 text-sm text-muted tabular-nums">
        {t("settings:about.version", { version: about.version })}
      </p>
      <p className="mt-4 text-sm">{t("settings:about.text")}</p>
      <dl className="mt-5 flex flex-col border-t border-line">
        {facts.map(([label, value]) => (
          <div key={label} className="flex gap-4 border-b border-line py-2.5">
            <dt className="w-28 shrink-0 text-muted">{label}</dt>
            <dd className="selectable min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
