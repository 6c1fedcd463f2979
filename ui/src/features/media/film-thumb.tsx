import { useEffect, useState } from "react";
import type { Asset } from "@/ipc/client";
import { BlobImage } from "./blob-image";
import { makePoster } from "./film-poster";

interface FilmThumbProps {
  asset: Asset;
  longSide: number;
  fit: "contain" | "cover";
  onUnseen: () => void;
}

/** The poster of a film: from the core, or where it has none, made here and given to it. */
export function FilmThumb({ asset, longSide, fit, onUnseen }: FilmThumbProps) {
  const [lacking, setLacking] = useState(false);
  const [tries, setTries] = useState(0);
  const { blob } = asset;
  useEffect(() => {
    if (!lacking) return;
    let shown = true;
    void makePoster(blob).then((made) => {
      if (!shown) return;
      if (!made || tries > 0) return onUnseen();
      setTries(1);
      setLacking(false);
    });
    return () => {
      shown = false;
    };
  }, [blob, lacking, tries, onUnseen]);
  return (
    <BlobImage
      key={tries}
      hash={blob}
      alt={asset.title}
      longSide={longSide}
      fit={fit}
      looks={asset.looks}
      onMissing={() => setLacking(true)}
    />
  );
}
