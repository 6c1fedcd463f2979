/** What happened to a thread's scroll position. Distances are in pixels from the end. */
export type ScrollEvent =
  | { type: "moved"; from: number; to: number; distance: number }
  | { type: "jumped" }
  | { type: "away" }
  | { type: "sent" };

/** Nearer than this, a way down counts as having arrived at the end. */
const ARRIVED = 24;
/** Rounding and zoom leave a fraction of a line. */
const SLACK = 2;

/**
 * Whether the thread goes on following its end. Moving up stops it at once, by however little, so
 * that a growing answer never pulls the reader back; arriving at the end by moving down starts it.
 * Being led to a message somewhere above stops it as well. A move up that ends at the end is the page growing shorter, not the reader.
 */
export function followsEnd(following: boolean, event: ScrollEvent): boolean {
  if (event.type === "away") return false;
  if (event.type !== "moved") return true;
  if (event.to < event.from) return following && event.distance <= SLACK;
  return following || (event.to > event.from && event.distance <= ARRIVED);
}
