import { Skeleton } from "@/components/skeleton";

const SHAPES = ["w-44", "w-64", "w-36", "w-52", "w-40", "w-60", "w-32", "w-48"];

/** Rows of tiles while the library loads. */
export function GridSkeleton({ label }: { label: string }) {
  return (
    <div
      role="status"
      aria-label={label}
      className="flex min-h-0 flex-1 flex-col gap-2 overflow-hidden bg-sunken p-4"
    >
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex gap-2">
          {SHAPES.map((shape) => (
            <Skeleton key={shape} className={`h-44 shrink-0 ${shape}`} />
          ))}
        </div>
      ))}
    </div>
  );
}
