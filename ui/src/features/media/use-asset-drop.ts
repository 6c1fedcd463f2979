import { type DragEvent, useRef, useState } from "react";
import { type Asset, type AssetKind, api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { bringIn, filesOf } from "./intake";

/** How a thing of the studio is named while it is dragged. */
const ASSET = "application/x-studio-asset";

/** What makes something draggable to wherever things of its kind go. */
export function dragAsset(asset: Asset) {
  return {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(ASSET, asset.id);
      event.dataTransfer.effectAllowed = "copy";
    },
  };
}

/** What is taken: files and things of the studio, or files from elsewhere alone. */
type Dropped = "everything" | "files";

/** Takes files and things of the studio that are dropped. `over` while something hangs above. */
export function useAssetDrop(
  kinds: readonly AssetKind[],
  onAssets: (assets: Asset[]) => void,
  enabled = true,
  takes: Dropped = "everything",
) {
  // A picture of the page is dragged as a file too.
  const carries = ({ dataTransfer: { types } }: DragEvent) =>
    types.includes(ASSET) ? takes === "everything" : types.includes("Files");
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  const drop = async (event: DragEvent) => {
    const id = event.dataTransfer.getData(ASSET);
    const files = filesOf(event.dataTransfer);
    try {
      const own = id === "" ? null : (await api.getAsset(id)).asset;
      const assets = own ? [own] : await bringIn(files, kinds);
      const fitting = assets.filter(({ kind }) => kinds.includes(kind));
      if (fitting.length > 0) onAssets(fitting);
    } catch (cause) {
      toast.showProblem(cause);
    }
  };
  if (!enabled) return { over: false, handlers: {} };
  return {
    over,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        if (!carries(event)) return;
        depth.current += 1;
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!carries(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      },
      onDragOver: (event: DragEvent) => {
        if (!carries(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop: (event: DragEvent) => {
        if (!carries(event)) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
        void drop(event);
      },
    },
  };
}
