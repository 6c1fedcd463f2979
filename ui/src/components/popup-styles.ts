/** The ground of everything that floats above the page. */
export const popupStyles =
  "rounded-lg bg-floating text-sm text-text shadow-float outline-none transition-[opacity,transform] duration-120 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 origin-(--transform-origin)";

/** One line of a menu or of a list of choices. */
export const menuItemStyles =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50";
