import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { StartupProblem } from "./features/frame/startup-problem";
import { api, type Problem, toProblem } from "./ipc/client";
import { onCacheInvalidated } from "./ipc/events";
import { setPlaybackBase } from "./ipc/media-url";
import { installUiReports, reportCaught } from "./ipc/ui-reports";
import "./messages";
import { invalidateTags } from "./state/cache-tags";
import { navigate } from "./state/navigation";
import { loadPreferences, usePreferences } from "./state/preferences";
import { focusPrompt } from "./state/prompt-focus";
import { queryClient } from "./state/query-client";
import { followTheme } from "./state/theme";
import "./styles/global.css";

/** The web view's own menu offers to reload; it stays only where it offers to copy and paste. */
function keepWebMenuToText(): void {
  window.addEventListener("contextmenu", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target?.closest("input, textarea, [contenteditable], .selectable")) event.preventDefault();
  });
}

function readPlaybackBase(): void {
  api
    .about()
    .then(({ playback_base }) => setPlaybackBase(playback_base))
    .catch((cause: unknown) => reportCaught(cause, "start"));
}

/** Why the studio could not be opened; a core that cannot even say so is the reason itself. */
function startupProblem(): Promise<Problem | null> {
  return api.startupProblem().catch(toProblem);
}

async function start(): Promise<void> {
  installUiReports();
  keepWebMenuToText();
  onCacheInvalidated((tags) => void invalidateTags(queryClient, tags));
  // The theme must be known before anything is painted.
  const [problem] = await Promise.all([startupProblem(), loadPreferences()]);
  if (!problem) readPlaybackBase();
  followTheme();
  navigate.restore(usePreferences.getState().last_page);
  // One opens the studio to write: the first page with a prompt box gets the focus into it.
  focusPrompt();

  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root element");
  createRoot(root, {
    onUncaughtError: (error) => reportCaught(error, "root"),
  }).render(<StrictMode>{problem ? <StartupProblem problem={problem} /> : <App />}</StrictMode>);
}

void start();
