import type { ProxyKind, ProxySetting } from "@/ipc/client";

/** A proxy as it is being entered. */
export interface ProxyDraft {
  mode: ProxySetting["mode"];
  kind: ProxyKind;
  host: string;
  port: number | null;
  username: string;
  bypass: string;
}

const USUAL_PORT = { http: 8080, socks5: 1080 } as const;

export function draftOf(setting: ProxySetting): ProxyDraft {
  const proxy = setting.mode === "manual" ? setting.proxy : null;
  return {
    mode: setting.mode,
    kind: proxy?.kind ?? "http",
    host: proxy?.host ?? "",
    port: proxy?.port ?? USUAL_PORT.http,
    username: proxy?.username ?? "",
    bypass: proxy?.bypass.join(", ") ?? "",
  };
}

/** Another kind of proxy, with its usual port where the port was the usual one. */
export function withKind(draft: ProxyDraft, kind: ProxyKind): ProxyDraft {
  const port = draft.port === USUAL_PORT[draft.kind] ? USUAL_PORT[kind] : draft.port;
  return { ...draft, kind, port };
}

/** What was entered as a setting; null while something is missing. */
export function settingOf(draft: ProxyDraft): ProxySetting | null {
  if (draft.mode !== "manual") return { mode: draft.mode };
  const host = draft.host.trim();
  if (host === "" || draft.port === null) return null;
  const username = draft.username.trim();
  return {
    mode: "manual",
    proxy: {
      kind: draft.kind,
      host,
      port: draft.port,
      username: username === "" ? null : username,
      bypass: draft.bypass.split(/[\s,]+/).filter(Boolean),
    },
  };
}
