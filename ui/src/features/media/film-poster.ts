import type { BlobHash } from "@/ipc/client";
import { storePoster } from "@/ipc/media-bytes";
import { playbackUrl } from "@/ipc/media-url";

/** The longer side of a poster, in pixels. */
const LONGEST = 1024;
/** A moment in: many films begin with black. */
const PLACE_S = 0.5;
/** How long a film may take to show something. */
const PATIENCE_MS = 15_000;

function happens(film: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the film shows nothing")), PATIENCE_MS);
    const end = (settle: () => void) => () => {
      clearTimeout(late);
      settle();
    };
    film.addEventListener(event, end(resolve), { once: true });
    film.addEventListener(
      "error",
      end(() => reject(new Error("the film cannot be played"))),
      {
        once: true,
      },
    );
  });
}

async function pictureOf(blob: BlobHash): Promise<Blob> {
  const film = document.createElement("video");
  film.muted = true;
  film.preload = "auto";
  // The page may read the pixels of what its own core serves.
  film.crossOrigin = "anonymous";
  film.src = playbackUrl(blob);
  try {
    await happens(film, "loadeddata");
    const seeked = happens(film, "seeked");
    film.currentTime = Math.min(PLACE_S, film.duration / 2 || 0);
    await seeked;
    const scale = Math.min(1, LONGEST / Math.max(film.videoWidth, film.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(film.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(film.videoHeight * scale));
    canvas.getContext("2d")?.drawImage(film, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, "image/jpeg", 0.9),
    );
    if (!picture) throw new Error("the picture could not be read");
    return picture;
  } finally {
    film.removeAttribute("src");
    film.load();
  }
}

/** Films are opened one after the other: each holds a decoder. */
let last: Promise<unknown> = Promise.resolve();
const known = new Map<BlobHash, Promise<boolean>>();

/** Has a poster made of a film that has none, once; false where the page cannot make one. */
export function makePoster(blob: BlobHash): Promise<boolean> {
  const begun = known.get(blob);
  if (begun) return begun;
  const made = last
    .then(() => pictureOf(blob))
    .then((picture) => storePoster(blob, picture))
    .then(
      () => true,
      () => false,
    );
  last = made;
  known.set(blob, made);
  return made;
}
