export type Direction = "left" | "right" | "up" | "down";

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const middle = (from: number, to: number) => (from + to) / 2;

/** The place of the box that the eye would go to from one of them; null at the edge. */
export function nearest(boxes: readonly Box[], from: number, direction: Direction): number | null {
  const start = boxes[from];
  if (!start) return null;
  const across = direction === "left" || direction === "right";
  const forward = direction === "right" || direction === "down";
  const along = (box: Box) => (across ? middle(box.left, box.right) : middle(box.top, box.bottom));
  const aside = (box: Box) => (across ? middle(box.top, box.bottom) : middle(box.left, box.right));
  const size = across ? start.right - start.left : start.bottom - start.top;
  let best: { index: number; distance: number } | null = null;
  boxes.forEach((box, index) => {
    const ahead = (along(box) - along(start)) * (forward ? 1 : -1);
    if (index === from || ahead < size / 4) return;
    const distance = ahead + Math.abs(aside(box) - aside(start)) * 3;
    if (!best || distance < best.distance) best = { index, distance };
  });
  // The closure above hides from the compiler that it may have been set.
  return (best as { index: number } | null)?.index ?? null;
}
