export interface Point {
  x: number;
  y: number;
}

/** One movement of the brush, in pixels of the picture. */
export interface Stroke {
  mode: "paint" | "erase";
  size: number;
  points: readonly Point[];
}

/** Draws strokes in one colour over whatever is there; erasing takes away what was painted. */
export function drawStrokes(
  context: CanvasRenderingContext2D,
  strokes: readonly Stroke[],
  colour: string,
): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = colour;
  context.fillStyle = colour;
  for (const { mode, size, points } of strokes) {
    const [first, ...rest] = points;
    if (!first) continue;
    context.globalCompositeOperation = mode === "paint" ? "source-over" : "destination-out";
    context.lineWidth = size;
    context.beginPath();
    if (rest.length === 0) {
      context.arc(first.x, first.y, size / 2, 0, Math.PI * 2);
      context.fill();
      continue;
    }
    context.moveTo(first.x, first.y);
    for (const { x, y } of rest) context.lineTo(x, y);
    context.stroke();
  }
  context.globalCompositeOperation = "source-over";
}

/** Whether anything would be white in the mask. */
export function paintsAnything(strokes: readonly Stroke[]): boolean {
  return strokes.some(({ mode }) => mode === "paint");
}

/** The mask as a PNG of the picture's size: white where it is to change, black elsewhere. */
export async function exportMask(
  strokes: readonly Stroke[],
  width: number,
  height: number,
  name: string,
): Promise<File> {
  const layer = canvasOf(width, height);
  drawStrokes(layer.context, strokes, "white");
  const mask = canvasOf(width, height);
  mask.context.fillStyle = "black";
  mask.context.fillRect(0, 0, width, height);
  mask.context.drawImage(layer.canvas, 0, 0);
  const blob = await new Promise<Blob | null>((done) => mask.canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the mask could not be written");
  return new File([blob], name, { type: "image/png" });
}

function canvasOf(width: number, height: number) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this window cannot draw");
  return { canvas, context };
}
