import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";

interface ClampedTextProps {
  text: string;
  lines: 2 | 6;
  className?: string;
}

/** Text of any length: its first lines, and the rest on demand. */
export function ClampedText(props: ClampedTextProps) {
  // Another text starts folded.
  return <Clamped key={props.text} {...props} />;
}

function Clamped({ text, lines, className }: ClampedTextProps) {
  const { t } = useTranslation("generation");
  const paragraph = useRef<HTMLParagraphElement>(null);
  const [cut, setCut] = useState(false);
  const [whole, setWhole] = useState(false);

  useLayoutEffect(() => {
    const element = paragraph.current;
    if (!element) return;
    const measure = () => {
      if (!whole) setCut(element.scrollHeight > element.clientHeight + 1);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [whole]);

  return (
    <div className="min-w-0">
      <p
        ref={paragraph}
        className={cn(
          "selectable whitespace-pre-wrap wrap-anywhere",
          !whole && (lines === 2 ? "line-clamp-2" : "line-clamp-6"),
          className,
        )}
      >
        {text}
      </p>
      {(cut || whole) && (
        <Button
          variant="ghost"
          size="sm"
          aria-expanded={whole}
          className="mt-0.5 -ml-2"
          onClick={() => setWhole(!whole)}
        >
          {whole ? t("less") : t("more")}
        </Button>
      )}
    </div>
  );
}
