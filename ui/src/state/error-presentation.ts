import {
  Ban,
  Clock,
  CloudOff,
  CreditCard,
  Database,
  FileQuestion,
  Gauge,
  HardDrive,
  KeyRound,
  type LucideIcon,
  PenLine,
  ServerCrash,
  ShieldAlert,
  TriangleAlert,
  Unplug,
  Wallet,
} from "lucide-react";
import type { ErrorCode } from "@/ipc/client";

/** What a button on an error card does. `retry` shows only where the place can try again. */
export type ErrorAction = "retry" | "provider" | "keys" | "data-folder" | "spending";

export interface ErrorPresentation {
  tone: "danger" | "warning" | "neutral";
  icon: LucideIcon;
  actions: readonly ErrorAction[];
}

const RETRY = ["retry"] as const;
const PROVIDER = ["provider", "retry"] as const;

/** The one table from code to looks. Titles and remedies are `errors:title.*`, `errors:remedy.*`. */
export const ERROR_PRESENTATION: Record<ErrorCode, ErrorPresentation> = {
  internal: { tone: "danger", icon: TriangleAlert, actions: RETRY },
  "invalid-input": { tone: "warning", icon: PenLine, actions: [] },
  "not-found": { tone: "neutral", icon: FileQuestion, actions: [] },
  conflict: { tone: "warning", icon: TriangleAlert, actions: RETRY },
  cancelled: { tone: "neutral", icon: Ban, actions: RETRY },
  interrupted: { tone: "warning", icon: Unplug, actions: RETRY },
  offline: { tone: "danger", icon: CloudOff, actions: PROVIDER },
  timeout: { tone: "warning", icon: Clock, actions: RETRY },
  "key-missing": { tone: "warning", icon: KeyRound, actions: PROVIDER },
  "provider-auth": { tone: "danger", icon: KeyRound, actions: PROVIDER },
  "provider-rate-limited": { tone: "warning", icon: Gauge, actions: RETRY },
  "provider-quota": { tone: "danger", icon: CreditCard, actions: PROVIDER },
  "over-budget": { tone: "warning", icon: Wallet, actions: ["spending", "retry"] },
  "provider-refused": { tone: "warning", icon: ShieldAlert, actions: RETRY },
  "provider-rejected": { tone: "danger", icon: TriangleAlert, actions: RETRY },
  "provider-unavailable": { tone: "danger", icon: ServerCrash, actions: RETRY },
  "provider-malformed": { tone: "danger", icon: ServerCrash, actions: PROVIDER },
  "model-unavailable": { tone: "warning", icon: FileQuestion, actions: PROVIDER },
  "answer-lost": { tone: "warning", icon: Unplug, actions: RETRY },
  "storage-full": { tone: "danger", icon: HardDrive, actions: ["data-folder", "retry"] },
  "database-incompatible": { tone: "danger", icon: Database, actions: ["data-folder"] },
  "keychain-unavailable": { tone: "warning", icon: KeyRound, actions: ["keys", "retry"] },
};

/** How a code looks; a code this window does not know looks like a fault of the studio. */
export function presentationOf(code: ErrorCode): ErrorPresentation & { code: ErrorCode } {
  const known = ERROR_PRESENTATION[code];
  return known ? { ...known, code } : { ...ERROR_PRESENTATION.internal, code: "internal" };
}
