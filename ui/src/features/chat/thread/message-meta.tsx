import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/features/media/format";
import { formatMoney } from "@/features/models/money";
import type { Generation } from "@/ipc/client";
import { i18n } from "@/messages";

function useTokens({ usage }: Generation): { text: string; hint: string } | null {
  const { t } = useTranslation("chat");
  if (usage?.output_tokens == null) return null;
  const number = new Intl.NumberFormat(i18n.language);
  const input = usage.input_tokens == null ? "?" : number.format(usage.input_tokens);
  const output = number.format(usage.output_tokens);
  return {
    text: t("message.tokens", { count: usage.output_tokens }),
    hint: t("message.tokensHint", { input, output }),
  };
}

/** Who answered, when, and what it took. */
export function AnswerMeta({ generation, at }: { generation: Generation; at: number }) {
  const tokens = useTokens(generation);
  const cost = generation.actual_cost;
  return (
    <p className="selectable min-w-0 truncate px-1 text-xs text-muted tabular-nums">
      <span title={`${generation.provider_name} · ${generation.model_id}`}>
        {generation.model_name}
      </span>
      {" · "}
      <MessageTime at={at} />
      {tokens && <span title={tokens.hint}> · {tokens.text}</span>}
      {cost && cost.nanos > 0 && <span> · {formatMoney(cost)}</span>}
    </p>
  );
}

/** The time of day, with the day behind it. */
export function MessageTime({ at }: { at: number }) {
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
      {time}
    </time>
  );
}
