import { useEffect, useRef } from "react";
import { bringIn, filesOf, pickAssets } from "@/features/media/intake";
import { EVERY_KIND } from "@/features/media/kinds";
import { useAssetDrop } from "@/features/media/use-asset-drop";
import { useOfferRecipe } from "@/features/recipes/use-offer-recipe";
import type { Asset } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";

/** Bringing files into the library: dropped on the page, pasted anywhere on it, or chosen. */
export function useIntake(enabled: boolean) {
  const offerRecipe = useOfferRecipe();
  const tell = async (assets: Asset[]) => {
    if (assets.length === 0) return;
    const title = i18n.t("library:intake.came", { count: assets.length });
    toast.show({ title, tone: "positive" });
    await offerRecipe(assets);
  };
  const take = (coming: Promise<Asset[]>) => void coming.then(tell).catch(toast.showProblem);
  const drop = useAssetDrop(
    EVERY_KIND,
    (assets) => take(Promise.resolve(assets)),
    enabled,
    "files",
  );
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData);
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    take(bringIn(files, EVERY_KIND));
  };
  const latest = useRef(paste);
  latest.current = paste;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: ClipboardEvent) => latest.current(event);
    document.addEventListener("paste", listen);
    return () => document.removeEventListener("paste", listen);
  }, [enabled]);
  return { drop, choose: () => take(pickAssets(EVERY_KIND)) };
}
