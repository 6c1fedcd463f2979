import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { toast } from "@/state/toasts";

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  text: string;
  label: string;
  className?: string;
}

/** Copies a text and shows for a moment that it did. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const { t } = useTranslation("chat");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <>
      <IconButton
        size="sm"
        icon={copied ? Check : Copy}
        label={label}
        onClick={() => copy().catch(toast.showProblem)}
        className={className}
      />
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </>
  );
}
