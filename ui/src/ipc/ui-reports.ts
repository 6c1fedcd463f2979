import { commands, type UiReport } from "./bindings";

const BURST = 20;
const WINDOW_MS = 60_000;

let sent: number[] = [];
let last = "";

/** True while fewer than `BURST` reports left within the last minute. */
function mayReport(now: number): boolean {
  sent = sent.filter((time) => now - time < WINDOW_MS);
  if (sent.length >= BURST) return false;
  sent.push(now);
  return true;
}

/**
 * Writes a problem that the window noticed by itself into the log. The same message twice in a row
 * is sent once, and a flood is cut off here as well as in the core.
 */
export function reportUiProblem(report: UiReport): void {
  const fingerprint = `${report.kind} ${report.message} ${report.source ?? ""}`;
  if (fingerprint === last || !mayReport(Date.now())) return;
  last = fingerprint;
  // A log that cannot be written has nobody left to tell.
  commands.reportUiProblem(report).catch(() => undefined);
}

function describe(reason: unknown): { message: string; stack: string | null } {
  return reason instanceof Error
    ? { message: `${reason.name}: ${reason.message}`, stack: reason.stack ?? null }
    : { message: String(reason), stack: null };
}

/** Reports an exception that a boundary caught. */
export function reportCaught(cause: unknown, source: string): void {
  reportUiProblem({ kind: "error", source, ...describe(cause) });
}

/** Listens for what nobody caught. */
export function installUiReports(): void {
  window.addEventListener("error", (event) => {
    // Layout that settles over two frames: the browser says so, nothing is wrong.
    if (event.message.startsWith("ResizeObserver loop")) return;
    const { message, stack } = describe(event.error ?? event.message);
    reportUiProblem({ kind: "error", message, stack, source: `${event.filename}:${event.lineno}` });
  });
  window.addEventListener("unhandledrejection", (event) => {
    reportUiProblem({ kind: "rejection", source: null, ...describe(event.reason) });
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    reportUiProblem({
      kind: "csp",
      message: `${event.effectiveDirective} blocked ${event.blockedURI}`,
      source: `${event.sourceFile}:${event.lineNumber}`,
      stack: null,
    });
  });
}
