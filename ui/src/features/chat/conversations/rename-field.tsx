import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";

const LONGEST_TITLE = 300;

interface RenameFieldProps {
  title: string;
  /** Told the new title, or null to leave it as it is. */
  onDone: (title: string | null) => void;
}

/** A title being edited in its place: Enter and leaving keep it, Escape does not. */
export function RenameField({ title, onDone }: RenameFieldProps) {
  const { t } = useTranslation("chat");
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);

  // After the menu that asked for it has given the focus back.
  useEffect(() => {
    const timer = setTimeout(() => field.current?.select(), 0);
    return () => clearTimeout(timer);
  }, []);

  const finish = (keep: boolean) => {
    if (done.current) return;
    done.current = true;
    const trimmed = text.trim();
    onDone(keep && trimmed !== "" && trimmed !== title ? trimmed : null);
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") finish(false);
  };
  return (
    <input
      ref={field}
      aria-label={t("list.newTitle")}
      value={text}
      maxLength={LONGEST_TITLE}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onKeyDown={press}
      onBlur={() => finish(true)}
      className="h-8 w-full min-w-0 rounded-md bg-raised px-2 text-sm focus-visible:-outline-offset-1"
    />
  );
}
