import { useCallback, useEffect } from "react";
import { create } from "zustand";
import { api } from "@/ipc/client";
import { reportCaught } from "@/ipc/ui-reports";
import { type Debounced, debounce } from "./debounce";

const SAVE_DELAY_MS = 300;

interface Draft {
  text: string;
  /** True once the kept text was read or the person wrote something. */
  ready: boolean;
}

const EMPTY: Draft = { text: "", ready: false };

/** Text being written, by place. It lives outside React, so a page that fails takes none with it. */
const useDrafts = create<Record<string, Draft>>(() => ({}));

const savers = new Map<string, Debounced>();
const reading = new Set<string>();

function saverOf(scope: string): Debounced {
  const known = savers.get(scope);
  if (known) return known;
  const saver = debounce(() => {
    api.setDraft(scope, getDraft(scope)).catch((cause: unknown) => reportCaught(cause, "drafts"));
  }, SAVE_DELAY_MS);
  savers.set(scope, saver);
  return saver;
}

async function read(scope: string): Promise<void> {
  if (reading.has(scope) || useDrafts.getState()[scope]?.ready) return;
  reading.add(scope);
  let text = "";
  try {
    text = await api.getDraft(scope);
  } catch (cause) {
    reportCaught(cause, "drafts");
  }
  reading.delete(scope);
  // What was written while the kept text was on its way is newer.
  if (!useDrafts.getState()[scope]?.ready) {
    useDrafts.setState({ [scope]: { text, ready: true } });
  }
}

export function getDraft(scope: string): string {
  return useDrafts.getState()[scope]?.text ?? "";
}

export function setDraft(scope: string, text: string): void {
  useDrafts.setState({ [scope]: { text, ready: true } });
  saverOf(scope)();
}

/** Empties a draft and keeps that at once, so that what was sent does not come back. */
export function clearDraft(scope: string): void {
  setDraft(scope, "");
  saverOf(scope).flush();
}

/** The draft of a place, kept across pages, failures and restarts. */
export function useDraft(scope: string): [string, (text: string) => void, boolean] {
  const draft = useDrafts((drafts) => drafts[scope]) ?? EMPTY;
  useEffect(() => {
    void read(scope);
    // Whoever leaves the place may close the window next.
    return () => savers.get(scope)?.flush();
  }, [scope]);
  const write = useCallback((text: string) => setDraft(scope, text), [scope]);
  return [draft.text, write, draft.ready];
}
