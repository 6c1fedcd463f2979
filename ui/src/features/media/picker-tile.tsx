import { Check } from "lucide-react";
import { cn } from "@/components/cn";
import type { Asset } from "@/ipc/client";
import { AssetThumb } from "./asset-thumb";

interface PickerTileProps {
  asset: Asset;
  chosen: boolean;
  onPress: () => void;
}

/** One thing of the library to choose. */
export function PickerTile({ asset, chosen, onPress }: PickerTileProps) {
  return (
    <button
      type="button"
      aria-label={asset.title}
      aria-pressed={chosen}
      title={asset.title}
      onClick={onPress}
      className={cn(
        "ring-inside relative min-w-0 overflow-hidden rounded-md bg-media",
        chosen && "outline-3 -outline-offset-3 outline-accent",
      )}
    >
      <AssetThumb asset={asset} longSide={160} fit="cover" />
      {chosen && (
        <span className="absolute top-2 left-2 flex size-5 items-center justify-center rounded-full bg-accent text-on-accent">
          <Check aria-hidden size={12} strokeWidth={2.5} />
        </span>
      )}
    </button>
  );
}
