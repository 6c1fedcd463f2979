import { Dialog } from "@base-ui/react/dialog";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { cn } from "@/components/cn";
import { backdropStyles } from "@/components/dialog";
import { Kbd } from "@/components/kbd";
import { api } from "@/ipc/client";
import { paletteResults, type Result } from "./palette-results";

const CONVERSATIONS = 8;
const NONE: never[] = [];

interface OptionProps {
  id: string;
  result: Result;
  active: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Option({ id, result, active, onPoint, onChoose }: OptionProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { icon: Icon } = result;
  useEffect(() => {
    if (active) ref.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search box keeps the focus and names the option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search box's
    <div
      ref={ref}
      id={id}
      role="option"
      aria-selected={active}
      onPointerMove={onPoint}
      onClick={onChoose}
      className={cn("flex h-9 items-center gap-3 rounded-md px-3", active && "bg-selected")}
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{result.label}</span>
      {result.shortcut && <Kbd shortcut={result.shortcut} />}
    </div>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const id = useId();
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const { data } = useQuery({
    queryKey: ["conversations", "palette", search.trim()],
    queryFn: () =>
      api.listConversations({ cursor: null, limit: CONVERSATIONS }, search.trim() || null),
    placeholderData: keepPreviousData,
  });
  const results = useMemo(() => paletteResults(search.trim(), data?.items ?? NONE), [search, data]);
  const at = Math.min(active, results.length - 1);

  const choose = (result: Result | undefined) => {
    if (!result) return;
    onClose();
    result.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const last = results.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(at + 8, last),
      PageUp: Math.max(at - 8, 0),
    };
    const next = moves[event.key];
    if (next !== undefined) setActive(next);
    else if (event.key === "Enter") choose(results[at]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
        <input
          role="combobox"
          aria-label={t("palette.placeholder")}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={results[at] ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t("palette.placeholder")}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 w-full min-w-0 bg-transparent text-base outline-none"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {results.every(({ group }) => group === "everywhere") && (
          <p className="px-3 py-6 text-center text-sm text-muted">
            {t("palette.empty")}. {t("palette.hint")}
          </p>
        )}
        <div id={`${id}-list`} role="listbox" aria-label={t("palette.results")}>
          {results.map((result, index) => (
            <PaletteLine
              key={result.id}
              heading={result.group !== results[index - 1]?.group}
              option={{
                id: `${id}-${index}`,
                result,
                active: index === at,
                onPoint: () => setActive(index),
                onChoose: () => choose(result),
              }}
            />
          ))}
        </div>
      </div>
    </>
  );
}

function PaletteLine({ heading, option }: { heading: boolean; option: OptionProps }) {
  const { t } = useTranslation("shell");
  return (
    <>
      {heading && option.result.group !== "everywhere" && (
        <div role="presentation" className="px-3 pt-2.5 pb-1 text-xs font-medium text-muted">
          {t(`palette.${option.result.group}`)}
        </div>
      )}
      <Option {...option} />
    </>
  );
}

interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Reaches every action and the conversations, from the keyboard. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  const { t } = useTranslation("shell");
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropStyles} />
        <Dialog.Popup
          aria-label={t("palette.title")}
          className="fixed top-[12vh] left-1/2 z-40 flex max-h-[min(28rem,76vh)] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-xl bg-floating text-sm shadow-float outline-none transition-[opacity,scale] duration-120 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
        >
          <PaletteBody onClose={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
