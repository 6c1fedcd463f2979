import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";
import { Field } from "@/components/field";
import type { Rating } from "@/ipc/client";

export const STARS: readonly Rating[] = [1, 2, 3, 4, 5];

interface RatingFieldProps {
  label: string;
  /** Null is no stars; "mixed" is several different numbers of them. */
  value: Rating | null | "mixed";
  onChange: (rating: Rating | null) => void;
  clearLabel: string;
}

/** Stars to choose; none can be chosen again. */
export function RatingField({ label, value, onChange, clearLabel }: RatingFieldProps) {
  const { t } = useTranslation("library");
  const given = typeof value === "number" ? value : 0;
  return (
    <Field
      label={label}
      labelsInput={false}
      aside={
        value === null ? undefined : (
          <Button variant="ghost" size="sm" onClick={() => onChange(null)}>
            {clearLabel}
          </Button>
        )
      }
    >
      {({ labelId }) => (
        <div className="flex items-center gap-2">
          <RadioGroup
            aria-labelledby={labelId}
            value={String(given)}
            onValueChange={(next) => onChange(Number(next))}
            className="flex"
          >
            {STARS.map((stars) => (
              <Radio.Root
                key={stars}
                value={String(stars)}
                aria-label={t("stars", { count: stars })}
                className="flex size-8 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text"
              >
                <Star
                  aria-hidden
                  size={18}
                  strokeWidth={1.75}
                  className={cn(stars <= given && "fill-accent-text text-accent-text")}
                />
              </Radio.Root>
            ))}
          </RadioGroup>
          {value === "mixed" && <span className="text-xs text-muted">{t("marks.mixed")}</span>}
        </div>
      )}
    </Field>
  );
}
