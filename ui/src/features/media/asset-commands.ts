import { type Asset, type AssetId, api } from "@/ipc/client";
import { i18n } from "@/messages";
import { toast } from "@/state/toasts";
import { askBeforeTrash } from "./trash-question";
import { isUsed } from "./used-in-list";

const t = i18n.getFixedT(null, "library");

/** Runs a command whose failure has no place of its own on the page. */
async function orToast(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (cause) {
    toast.showProblem(cause);
    return false;
  }
}

/** Asks where to and saves a copy; says where it went. */
export function saveAssetAs(id: AssetId): Promise<boolean> {
  return orToast(async () => {
    const path = await api.saveAssetAs(id);
    if (path !== null) {
      toast.show({ title: t("done.saved"), description: path, tone: "positive" });
    }
  });
}

export function revealAsset(id: AssetId): Promise<boolean> {
  return orToast(() => api.revealAsset(id));
}

export function copyPrompt(prompt: string): Promise<boolean> {
  return orToast(async () => {
    await navigator.clipboard.writeText(prompt);
    toast.show({ title: t("done.promptCopied") });
  });
}

/** Whether to go on: what is used elsewhere is moved to the trash only when the person says so. */
async function mayTrash(ids: readonly AssetId[]): Promise<boolean> {
  // A question that cannot be asked does not stand in the way: the trash can be undone.
  const used = await api.usedIn([...ids]).catch(() => null);
  return used === null || !isUsed(used) || askBeforeTrash(ids.length, used);
}

/** Moves assets to the trash; the toast takes them back. True when they were moved. */
export async function moveToTrash(ids: readonly AssetId[]): Promise<boolean> {
  if (!(await mayTrash(ids))) return false;
  return orToast(async () => {
    const deletion = await api.deleteAssets([...ids]);
    toast.show({
      title: t("done.trashed", { count: deletion.count }),
      action: {
        label: i18n.t("shell:control.undo"),
        run: async () => {
          await api.undoDeletion(deletion.id);
        },
      },
    });
  });
}

export function restoreAssets(assets: readonly Pick<Asset, "id">[]): Promise<boolean> {
  return orToast(async () => {
    await api.restoreAssets(assets.map(({ id }) => id));
    toast.show({ title: t("done.restored", { count: assets.length }), tone: "positive" });
  });
}
