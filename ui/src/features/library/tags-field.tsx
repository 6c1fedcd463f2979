import { X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { cn } from "@/components/cn";
import { controlStyles } from "@/components/control-styles";
import { Field } from "@/components/field";
import { menuItemStyles, popupStyles } from "@/components/popup-styles";
import type { Tag, TagCount } from "@/ipc/client";

interface TagsFieldProps {
  label: string;
  hideLabel?: boolean;
  /** The tags there, and which of them only some of the things have. */
  tags: readonly Tag[];
  partial?: ReadonlySet<Tag>;
  known: readonly TagCount[];
  /** Whether only tags that exist can be added. */
  onlyKnown?: boolean;
  onAdd: (tag: Tag) => void;
  onRemove: (tag: Tag) => void;
}

const LONGEST = 100;
const MOST_SHOWN = 8;

/** The tags that fit what is typed, those that begin with it first, then by how often they are used. */
export function completions(
  typed: string,
  known: readonly TagCount[],
  taken: readonly Tag[],
): TagCount[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const rank = ({ tag }: TagCount) => (tag.toLocaleLowerCase().startsWith(wanted) ? 0 : 1);
  return known
    .filter(({ tag }) => !taken.includes(tag) && tag.toLocaleLowerCase().includes(wanted))
    .sort((one, other) => rank(one) - rank(other) || other.count - one.count)
    .slice(0, MOST_SHOWN);
}

/** Tags as they stand, and a field that adds some, with what was used before to choose from. */
export function TagsField(props: TagsFieldProps) {
  const { label, hideLabel, tags, partial, known, onlyKnown = false, onAdd, onRemove } = props;
  const { t } = useTranslation("library");
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const whole = tags.filter((tag) => !partial?.has(tag));
  const choices = open ? completions(typed, known, whole) : [];

  const add = (tag: string) => {
    const words = tag.trim().replace(/\s+/g, " ");
    if (words === "" || (onlyKnown && !known.some((one) => one.tag === words))) return;
    if (!whole.includes(words)) onAdd(words);
    setTyped("");
    setAt(-1);
  };
  const press = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") {
      setOpen(true);
      setAt(Math.min(at + 1, choices.length - 1));
    } else if (event.key === "ArrowUp") setAt(Math.max(at - 1, -1));
    else if ((event.key === "Enter" || event.key === ",") && (typed.trim() !== "" || at >= 0)) {
      add(choices[at]?.tag ?? (onlyKnown ? (choices[0]?.tag ?? "") : typed));
    } else if (event.key === "Escape" && open && choices.length > 0) setOpen(false);
    else if (event.key === "Backspace" && typed === "") {
      const last = tags.at(-1);
      if (last !== undefined) onRemove(last);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Field label={label} hideLabel={hideLabel}>
      {({ id }) => (
        <div className="relative flex flex-col gap-1.5">
          {tags.length > 0 && (
            <ul aria-label={label} className="flex flex-wrap gap-1">
              {tags.map((tag) => (
                <li
                  key={tag}
                  className={cn(
                    "flex min-w-0 items-center gap-0.5 rounded-md bg-pressed pl-2 text-xs",
                    partial?.has(tag) && "border border-dashed border-control bg-transparent",
                  )}
                  title={partial?.has(tag) ? t("marks.onSome") : undefined}
                >
                  <span dir="auto" className="min-w-0 truncate py-1">
                    {tag}
                  </span>
                  <button
                    type="button"
                    aria-label={t("marks.removeTag", { tag })}
                    onClick={() => onRemove(tag)}
                    className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
                  >
                    <X aria-hidden size={12} strokeWidth={2} />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <input
            id={id}
            role="combobox"
            aria-expanded={choices.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={choices[at] ? `${listId}-${at}` : undefined}
            autoComplete="off"
            maxLength={LONGEST}
            placeholder={t("marks.addTag")}
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value);
              setOpen(true);
              setAt(-1);
            }}
            onFocus={() => setOpen(true)}
            onBlur={() => {
              setOpen(false);
              if (!onlyKnown) add(typed);
            }}
            onKeyDown={press}
            className={cn(controlStyles, "h-8 px-2.5")}
          />
          <div
            id={listId}
            role="listbox"
            aria-label={t("marks.tagChoices")}
            hidden={choices.length === 0}
            className={cn(popupStyles, "absolute inset-x-0 top-full z-50 mt-1 p-1")}
          >
            {choices.map(({ tag, count }, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
              <div
                key={tag}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === at}
                data-highlighted={index === at ? "" : undefined}
                // Before the field loses the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => add(tag)}
                className={cn(menuItemStyles, "hover:bg-hover")}
              >
                <span dir="auto" className="min-w-0 flex-1 truncate">
                  {tag}
                </span>
                <span className="text-xs text-muted tabular-nums">{count}</span>
              </div>
            ))}
          </div>
        </div>
      )}
    </Field>
  );
}
