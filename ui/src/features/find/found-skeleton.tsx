import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/skeleton";
import type { AssetKind } from "@/ipc/client";

const PLACES = [1, 2, 3, 4, 5, 6, 7, 8];

/** Stands in for what is being looked for. */
export function FoundSkeleton({ kind }: { kind: AssetKind }) {
  const { t } = useTranslation("find");
  const sound = kind === "audio";
  return (
    <div
      role="status"
      aria-label={t("loading")}
      className={
        sound
          ? "flex flex-col gap-2"
          : "grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-x-4 gap-y-5"
      }
    >
      {PLACES.map((place) => (
        <Skeleton key={place} className={sound ? "h-12" : "aspect-4/3"} />
      ))}
    </div>
  );
}
