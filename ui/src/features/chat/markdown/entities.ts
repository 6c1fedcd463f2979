const REFERENCE = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});/;

/** Text with its character references (`&copy;`, `&#35;`) as the characters they stand for. */
export function decodeEntities(text: string): string {
  if (!REFERENCE.test(text)) return text;
  // No tag survives, so what is parsed holds text only; the document is inert as well.
  const inert = text.replaceAll("<", "&lt;");
  return new DOMParser().parseFromString(inert, "text/html").documentElement.textContent ?? text;
}
