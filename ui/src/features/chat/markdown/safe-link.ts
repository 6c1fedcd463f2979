const PROTOCOLS = new Set(["https:", "http:", "mailto:"]);

/** An address that may be opened from a message, or null for anything but web and mail addresses. */
export function safeLink(href: string): string | null {
  try {
    const url = new URL(href);
    return PROTOCOLS.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
