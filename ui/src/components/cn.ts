import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { theme: { text: ["chat"], shadow: ["float"], breakpoint: ["narrow", "wide", "huge"] } },
});

/** Joins class names; the later one wins where two say something about the same property. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
