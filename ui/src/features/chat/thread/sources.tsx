import { useTranslation } from "react-i18next";
import type { Source } from "@/features/generation/live-generation";
import { api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { hostOf, uniqueSources } from "./unique-sources";

/** The sources an answer names, numbered; nothing where it names none. */
export function Sources({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslation("chat");
  const shown = uniqueSources(sources);
  if (shown.length === 0) return null;
  return (
    <section aria-label={t("sources.title")} className="mt-4 border-t border-line pt-3">
      <h4 className="mb-1 text-xs font-medium text-muted">{t("sources.title")}</h4>
      <ol className="flex flex-col gap-0.5">
        {shown.map(({ url, title, snippet }, index) => (
          <li key={url} className="flex min-w-0 gap-2 text-sm">
            <span className="w-5 shrink-0 text-right text-muted tabular-nums">{index + 1}.</span>
            <a
              href={url}
              title={snippet ?? url}
              onClick={(event) => {
                event.preventDefault();
                api.openLink(url).catch(toast.showProblem);
              }}
              className="min-w-0 truncate text-accent-text hover:underline"
            >
              {title ?? url}
            </a>
            <span className="shrink-0 text-muted">{hostOf(url)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
