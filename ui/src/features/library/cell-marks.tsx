import { Check, Star, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { Asset } from "@/ipc/client";

/** The stars and the verdict of a thing, in words. */
export function useMarksInWords({ rating, flag }: Pick<Asset, "rating" | "flag">): string {
  const { t } = useTranslation("library");
  const words = [
    rating === null ? "" : t("stars", { count: rating }),
    flag === null ? "" : t(`flag.${flag}`),
  ];
  return words.filter((word) => word !== "").join(", ");
}

/** The stars and the verdict of a thing, drawn over it. */
export function CellMarks({ rating, flag }: Pick<Asset, "rating" | "flag">) {
  if (rating === null && flag === null) return null;
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute bottom-2 left-2 z-10 flex items-center gap-1 rounded-md bg-floating px-1.5 py-0.5 text-xs text-text tabular-nums"
    >
      {flag !== null && (
        <span className={cn("flex", flag === "keep" ? "text-positive" : "text-danger")}>
          {flag === "keep" ? <Check size={12} strokeWidth={3} /> : <X size={12} strokeWidth={3} />}
        </span>
      )}
      {rating !== null && (
        <>
          <Star size={11} strokeWidth={2} className="fill-accent-text text-accent-text" />
          {rating}
        </>
      )}
    </span>
  );
}
