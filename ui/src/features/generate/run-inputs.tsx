import { useTranslation } from "react-i18next";
import { BlobImage } from "@/features/media/blob-image";
import { KIND_ICONS } from "@/features/media/kind-icons";
import type { GenerationInput } from "@/ipc/client";
import { navigate } from "@/state/navigation";

const MOST = 3;
const SIDE = 40;

/** What a run was given, in small; pressing one shows it in the library. */
export function RunInputs({ inputs }: { inputs: readonly GenerationInput[] }) {
  const { t } = useTranslation("generate");
  if (inputs.length === 0) return null;
  return (
    <ul aria-label={t("given")} className="flex shrink-0 gap-1">
      {inputs.slice(0, MOST).map(({ slot, asset }) => {
        const Icon = KIND_ICONS[asset.kind];
        return (
          <li key={`${slot}-${asset.id}`}>
            <button
              type="button"
              title={asset.title}
              aria-label={t("showInput", { name: asset.title })}
              onClick={() => navigate.toAsset(asset.id)}
              className="flex size-10 items-center justify-center overflow-hidden rounded-md bg-media text-muted"
            >
              {asset.kind === "image" ? (
                <BlobImage hash={asset.blob} alt="" longSide={SIDE} fit="cover" />
              ) : (
                <Icon aria-hidden size={16} strokeWidth={1.75} />
              )}
            </button>
          </li>
        );
      })}
      {inputs.length > MOST && (
        <li className="self-center px-1 text-xs text-muted tabular-nums">
          {t("moreInputs", { count: inputs.length - MOST })}
        </li>
      )}
    </ul>
  );
}
