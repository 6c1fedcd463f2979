import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { Markdown } from "../markdown/markdown";

interface ReasoningProps {
  text: string;
  /** True while the model still thinks. */
  growing: boolean;
}

/** What the model thought before it answered, folded away until asked for. */
export function Reasoning({ text, growing }: ReasoningProps) {
  const { t } = useTranslation("chat");
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="mb-2">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="-ml-1 flex h-7 items-center gap-1 rounded-md px-1 text-sm text-muted transition-colors hover:text-text"
      >
        <ChevronRight
          aria-hidden
          size={14}
          strokeWidth={1.75}
          className={cn("transition-transform", open && "rotate-90")}
        />
        <span className={cn(growing && "animate-pulse-soft")}>
          {growing ? t("message.thinking") : t("message.thought")}
        </span>
      </button>
      <div id={id} hidden={!open} className="mt-1 border-s-2 border-line ps-4">
        {open && <Markdown text={text} growing={growing} className="markdown-quiet" />}
      </div>
    </div>
  );
}
