import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { TextArea } from "@/components/text-area";
import { TextField } from "@/components/text-field";

interface TextMarkFieldProps {
  label: string;
  /** The text there; "mixed" where several things have different ones. */
  value: { shared: "same"; value: string | null } | { shared: "mixed" };
  longest: number;
  multiline?: boolean;
  /** Whether it can be emptied. */
  optional?: boolean;
  onChange: (text: string) => void;
}

/** Text about one thing or several. It is kept when the field is left; Escape leaves it as it was. */
export function TextMarkField(props: TextMarkFieldProps) {
  const { label, value, longest, multiline = false, optional = false, onChange } = props;
  const { t } = useTranslation("library");
  const kept = value.shared === "same" ? (value.value ?? "") : "";
  const [draft, setDraft] = useState<string | null>(null);
  const field = {
    label,
    maxLength: longest,
    value: draft ?? kept,
    placeholder: value.shared === "mixed" ? t("marks.mixed") : undefined,
    onChange: ({ target }: { target: { value: string } }) => setDraft(target.value),
    onBlur: () => {
      if (draft !== null && draft.trim() !== kept && (optional || draft.trim() !== "")) {
        onChange(draft);
      }
      setDraft(null);
    },
    onKeyDown: (event: React.KeyboardEvent<HTMLElement>) => {
      if (isComposing(event.nativeEvent)) return;
      if (event.key === "Escape" && draft !== null) {
        event.stopPropagation();
        setDraft(null);
      } else if (event.key === "Enter" && !multiline) event.currentTarget.blur();
    },
  };
  return multiline ? <TextArea {...field} autoGrow rows={2} /> : <TextField {...field} />;
}
