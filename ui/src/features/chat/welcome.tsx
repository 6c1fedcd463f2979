import { Aperture, Code, type LucideIcon, Mail, Sparkles, X } from "lucide-react";
import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { setDraft, useDraft } from "@/state/drafts";
import { navigate } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";
import { draftScope } from "./composer/use-composer";

const STARTERS = [
  ["explain", Aperture],
  ["draft", Mail],
  ["prompt", Sparkles],
  ["code", Code],
] as const satisfies readonly (readonly [string, LucideIcon])[];

const HINT_SCOPE = "hint:sample";
const DISMISSED = "dismissed";

function SettingsLink({ children }: { children?: ReactNode }) {
  return (
    <button
      type="button"
      onClick={() => navigate.toSettings("providers")}
      className="rounded-sm text-accent-text underline underline-offset-2"
    >
      {children}
    </button>
  );
}

/** Says that no model is at work yet and where one can be added, until told not to. */
export function SampleHint() {
  const { t } = useTranslation("chat");
  const [kept, keep, ready] = useDraft(HINT_SCOPE);
  if (!ready || kept === DISMISSED) return null;
  return (
    <div className="flex items-center justify-center gap-1 px-6 pb-2 text-xs text-muted">
      <p>
        <Trans t={t} i18nKey="welcome.sample" components={{ settings: <SettingsLink /> }} />
      </p>
      <IconButton
        size="sm"
        icon={X}
        label={t("welcome.dismiss")}
        onClick={() => keep(DISMISSED)}
        className="size-6"
      />
    </div>
  );
}

/** What a new conversation shows before its first message. */
export function Welcome() {
  const { t } = useTranslation("chat");
  const begin = (text: string) => {
    setDraft(draftScope(null), text);
    focusPrompt();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-6">
      <div className="m-auto w-full max-w-[40rem] py-8">
        <h2 className="text-center text-xl font-semibold text-balance">{t("welcome.title")}</h2>
        <p className="mt-1.5 text-center text-base text-balance text-muted">{t("welcome.text")}</p>
        <ul
          aria-label={t("welcome.startersLabel")}
          className="mt-8 grid grid-cols-1 gap-2 narrow:grid-cols-2"
        >
          {STARTERS.map(([id, Icon]) => (
            <li key={id} className="flex">
              <button
                type="button"
                onClick={() => begin(t(`welcome.starters.${id}.text`))}
                className="flex w-full min-w-0 items-start gap-3 rounded-lg border border-line bg-raised p-3 text-left transition-colors hover:border-control hover:bg-hover"
              >
                <Icon
                  aria-hidden
                  size={16}
                  strokeWidth={1.75}
                  className="mt-0.5 shrink-0 text-muted"
                />
                <span className="min-w-0">
                  <span className="block text-sm font-medium">
                    {t(`welcome.starters.${id}.title`)}
                  </span>
                  <span className="mt-0.5 line-clamp-2 text-xs text-muted">
                    {t(`welcome.starters.${id}.text`)}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
