/** A text this long in a text field would hold the window up at every key. */
export const LONGEST_TYPED = 200_000;
/** From here on the person is told how long the message is. */
export const WARN_FROM = 1_000_000;

/** What is sent: the pasted text first, what was written to it below. */
export function wholeMessage(pasted: string, typed: string): string {
  if (pasted === "") return typed;
  return typed.trim() === "" ? pasted : `${pasted}\n\n${typed}`;
}

/** Whether a paste into a field that holds `typed` belongs beside it rather than into it. */
export function isTooLongToType(typed: string, pasted: string): boolean {
  return typed.length + pasted.length > LONGEST_TYPED;
}
