import { FileLock2, KeyRound, LockKeyhole, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { toProblem } from "@/ipc/client";
import { CreateSealedFile } from "./create-sealed-file";
import { useKeyStorage } from "./queries";
import { UnlockSealedFile } from "./unlock-sealed-file";

interface StatementProps {
  icon: LucideIcon;
  tone: "positive" | "warning";
  title: string;
  text: string;
  children?: ReactNode;
}

function Statement({ icon: Icon, tone, title, text, children }: StatementProps) {
  return (
    <div className="flex max-w-xl gap-4">
      <Icon
        aria-hidden
        size={20}
        strokeWidth={1.75}
        className={
          tone === "positive" ? "mt-0.5 shrink-0 text-positive" : "mt-0.5 shrink-0 text-warning"
        }
      />
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <div>
          <h2 className="text-lg font-semibold">{title}</h2>
          <p className="mt-1 text-sm text-muted">{text}</p>
        </div>
        {children}
      </div>
    </div>
  );
}

/** Where keys are kept, and the way to a place where there is none. */
export function KeysSection() {
  const { t } = useTranslation("settings");
  const { data: storage, error, refetch } = useKeyStorage();
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (!storage) return <Skeleton className="h-20 max-w-xl" />;
  switch (storage.place) {
    case "keychain":
      return (
        <Statement
          icon={KeyRound}
          tone="positive"
          title={t("keys.keychain")}
          text={t("keys.keychainText")}
        />
      );
    case "sealed-file":
      return storage.locked ? (
        <Statement
          icon={LockKeyhole}
          tone="warning"
          title={t("keys.lockedTitle")}
          text={t("keys.lockedText")}
        >
          <UnlockSealedFile />
        </Statement>
      ) : (
        <Statement
          icon={FileLock2}
          tone="positive"
          title={t("keys.sealed")}
          text={t("keys.sealedText")}
        />
      );
    case "unavailable":
      return (
        <Statement
          icon={LockKeyhole}
          tone="warning"
          title={t("keys.unavailable")}
          text={t("keys.unavailableText")}
        >
          <CreateSealedFile />
          <details>
            <summary className="w-fit rounded-sm text-xs text-muted hover:text-text">
              {t("keys.reason")}
            </summary>
            <p className="selectable mt-2 rounded-md bg-sunken p-2.5 font-mono text-xs wrap-anywhere">
              {storage.reason}
            </p>
          </details>
        </Statement>
      );
  }
}
