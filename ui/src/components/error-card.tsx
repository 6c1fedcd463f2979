import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Problem, type ProviderId } from "@/ipc/client";
import {
  type ErrorAction,
  type ErrorPresentation,
  presentationOf,
} from "@/state/error-presentation";
import { navigate } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { Button } from "./button";
import { cn } from "./cn";

export interface ErrorCardProps {
  problem: Problem;
  onRetry?: () => void;
  /** Further buttons, after those that the kind of problem brings. */
  actions?: ReactNode;
  compact?: boolean;
  /** Buttons that would lead to where the card already stands. */
  omit?: readonly ErrorAction[];
  /** The provider it happened with, for the button that opens its settings. */
  providerId?: ProviderId;
  className?: string;
}

const tones: Record<ErrorPresentation["tone"], { ground: string; icon: string }> = {
  danger: { ground: "bg-danger-soft", icon: "text-danger" },
  warning: { ground: "bg-warning-soft", icon: "text-warning" },
  neutral: { ground: "bg-sunken", icon: "text-muted" },
};

function Details({ problem }: { problem: Problem }) {
  const { t } = useTranslation("errors");
  const [copied, setCopied] = useState(false);
  const trace = problem.trace && t("trace", { trace: problem.trace });
  const text = [problem.details, trace].filter(Boolean).join("\n\n");
  if (!text) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <details className="mt-2">
      <summary className="w-fit rounded-sm text-xs text-muted hover:text-text">
        {t("details")}
      </summary>
      <pre className="selectable mt-2 max-h-48 overflow-auto rounded-md bg-background p-2.5 font-mono text-xs whitespace-pre-wrap wrap-anywhere text-text">
        {text}
      </pre>
      <Button
        variant="ghost"
        size="sm"
        className="mt-1 -ml-2"
        icon={copied ? Check : Copy}
        onClick={() => copy().catch(toast.showProblem)}
      >
        {copied ? t("copied") : t("copyDetails")}
      </Button>
    </details>
  );
}

function ActionButton({
  action,
  primary,
  onRetry,
  providerId,
}: { action: ErrorAction; primary: boolean } & Pick<ErrorCardProps, "onRetry" | "providerId">) {
  const { t } = useTranslation("errors");
  const look = { size: "sm", variant: primary ? "secondary" : "ghost" } as const;
  switch (action) {
    case "retry":
      return (
        <Button {...look} onClick={onRetry}>
          {t("actions.retry")}
        </Button>
      );
    case "provider":
      return (
        <Button {...look} onClick={() => navigate.toSettings("providers", providerId)}>
          {t("actions.provider")}
        </Button>
      );
    case "keys":
      return (
        <Button {...look} onClick={() => navigate.toSettings("keys")}>
          {t("actions.keys")}
        </Button>
      );
    case "data-folder":
      return (
        <Button {...look} onClick={() => api.revealDataFolder().catch(toast.showProblem)}>
          {t("actions.dataFolder")}
        </Button>
      );
    case "spending":
      return (
        <Button {...look} onClick={() => navigate.toPage("spending")}>
          {t("actions.spending")}
        </Button>
      );
  }
}

/** What happened, what to do, the buttons that do it, and the raw answer behind them. */
export function ErrorCard(props: ErrorCardProps) {
  const { problem, onRetry, actions, compact = false, omit = [], providerId, className } = props;
  const { t } = useTranslation("errors");
  const { code, tone, icon: Icon, actions: known } = presentationOf(problem.code);
  const shown = known.filter((action) => !omit.includes(action) && (action !== "retry" || onRetry));
  const wait = problem.retry_after_ms;
  return (
    <div
      role="alert"
      className={cn(
        "flex min-w-0 gap-3 rounded-lg",
        compact ? "p-2.5" : "p-4",
        tones[tone].ground,
        className,
      )}
    >
      <Icon
        aria-hidden
        size={16}
        strokeWidth={1.75}
        className={cn("mt-0.5 shrink-0", tones[tone].icon)}
      />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium text-text">{t(`title.${code}`)}</p>
        {problem.message !== t(`title.${code}`) && (
          <p className="selectable mt-0.5 wrap-anywhere text-text">{problem.message}</p>
        )}
        <p className="selectable mt-0.5 wrap-anywhere text-muted">
          {problem.hint ?? t(`remedy.${code}`)}{" "}
          {wait !== null && t("waitSeconds", { count: Math.ceil(wait / 1000) })}
        </p>
        {(shown.length > 0 || actions) && (
          <div className="mt-2.5 flex flex-wrap gap-2">
            {shown.map((action, index) => (
              <ActionButton
                key={action}
                action={action}
                primary={index === 0}
                onRetry={onRetry}
                providerId={providerId}
              />
            ))}
            {actions}
          </div>
        )}
        <Details problem={problem} />
      </div>
    </div>
  );
}
