// Stands for what Tauri puts into its windows, so that @tauri-apps/api works unchanged in any
// browser: commands are requests, and one stream brings channel messages and events.
(() => {
  const callbacks = new Map();
  const listeners = new Map();
  let lastListener = 0;

  const unregisterCallback = (id) => callbacks.delete(id);
  const transformCallback = (callback, once = false) => {
    const id = crypto.getRandomValues(new Uint32Array(1))[0];
    callbacks.set(id, (data) => {
      if (once) unregisterCallback(id);
      return callback?.(data);
    });
    return id;
  };
  const runCallback = (id, data) => callbacks.get(id)?.(data);

  const stream = new EventSource("/bridge/stream");
  // Nothing is asked for before the stream is up: a message sent earlier would be lost.
  const connected = new Promise((resolve) => {
    stream.onopen = resolve;
  });
  stream.onmessage = ({ data }) => {
    const { callback, index, message, event, payload } = JSON.parse(data);
    if (event === undefined) return runCallback(callback, { index, message });
    for (const [id, listener] of listeners) {
      if (listener.event === event) runCallback(listener.handler, { event, id, payload });
    }
  };

  const events = {
    "plugin:event|listen": ({ event, handler }) => {
      lastListener += 1;
      listeners.set(lastListener, { event, handler });
      return lastListener;
    },
    "plugin:event|unlisten": ({ eventId }) => void listeners.delete(eventId),
  };

  const invoke = async (command, args = {}, options = {}) => {
    await connected;
    if (events[command]) return events[command](args);
    const isRaw = args instanceof ArrayBuffer || ArrayBuffer.isView(args);
    const headers = new Headers(options.headers);
    headers.set("content-type", isRaw ? "application/octet-stream" : "application/json");
    const body = isRaw ? args : JSON.stringify(args);
    const answer = await fetch(`/ipc/${command}`, { method: "POST", headers, body });
    const value = await answer.json();
    if (!answer.ok) throw value;
    return value;
  };

  window.__TAURI_INTERNALS__ = {
    callbacks,
    convertFileSrc: (path, protocol) => `/${protocol}/${encodeURIComponent(path)}`,
    invoke,
    metadata: {
      currentWindow: { label: "main" },
      currentWebview: { windowLabel: "main", label: "main" },
    },
    runCallback,
    transformCallback,
    unregisterCallback,
  };
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = {
    unregisterListener: (_event, id) => listeners.delete(id),
  };
})();
