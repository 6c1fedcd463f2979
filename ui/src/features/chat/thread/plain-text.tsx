import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { i18n } from "@/messages";

/** The characters that are drawn at first; a pasted book would hold the window up otherwise. */
const FIRST = 6_000;
const STEP = 30_000;

/** What a person wrote, as they wrote it. A very long text unfolds piece by piece. */
export function PlainText({ text }: { text: string }) {
  const { t } = useTranslation("chat");
  const [shown, setShown] = useState(FIRST);
  const cut = text.length > shown;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <p dir="auto" className="selectable wrap-anywhere whitespace-pre-wrap">
        {cut ? `${text.slice(0, shown)}…` : text}
      </p>
      {cut && (
        <div className="mt-2 flex flex-wrap items-center gap-3">
          <Button size="sm" onClick={() => setShown(shown + STEP)}>
            {t("message.more")}
          </Button>
          <span className="text-xs text-muted tabular-nums">
            {t("message.moreHint", {
              shown: number.format(shown),
              total: number.format(text.length),
            })}
          </span>
        </div>
      )}
    </>
  );
}
