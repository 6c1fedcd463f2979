import { useQuery } from "@tanstack/react-query";
import { KeyRound, Search, Settings2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { type Modality, type ModelRef, type ProviderId, toProblem } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { groupModels, type ModelGroup, refOf, sameModel } from "./model-groups";
import { ModelOption } from "./model-option";
import { modelsQuery, providersQuery } from "./queries";

interface ModelListProps {
  modality: Modality;
  value: ModelRef | null;
  onChoose: (model: ModelRef) => void;
  /** The list leads away, to Settings. */
  onLeave: () => void;
}

/** What the arrow keys reach: models that can be chosen, and the way to those that cannot. */
type Stop = { key: string; run: () => void; chosen: boolean };

const PAGE_STEP = 8;

function modelKey({ provider_id, model_id }: ModelRef): string {
  return `${provider_id}/${model_id}`;
}

function stopsOf(
  groups: readonly ModelGroup[],
  value: ModelRef | null,
  choose: (model: ModelRef) => void,
  openProvider: (id: ProviderId) => void,
): Stop[] {
  return groups.flatMap((group): Stop[] =>
    group.obstacle
      ? [{ key: group.providerId, chosen: false, run: () => openProvider(group.providerId) }]
      : group.models.map((model) => ({
          key: modelKey(refOf(model)),
          chosen: sameModel(refOf(model), value),
          run: () => choose(refOf(model)),
        })),
  );
}

/** Where an arrow key leads from the stop at `index`; null for other keys. */
function target(event: KeyboardEvent, index: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: (index + 1) % count,
    ArrowUp: (index - 1 + count) % count,
    PageDown: Math.min(index + PAGE_STEP, count - 1),
    PageUp: Math.max(index - PAGE_STEP, 0),
  };
  return steps[event.key] ?? null;
}

/** A search field over the models by provider; the field keeps the focus throughout. */
export function ModelList({ modality, value, onChoose, onLeave }: ModelListProps) {
  const { t } = useTranslation("models");
  const id = useId();
  const models = useQuery(modelsQuery(modality));
  const providers = useQuery(providersQuery);
  const [search, setSearch] = useState("");
  const [activeKey, setActiveKey] = useState<string | null>(value ? modelKey(value) : null);
  const list = useRef<HTMLDivElement>(null);

  const groups = useMemo(
    () => groupModels(models.data ?? [], providers.data ?? [], search),
    [models.data, providers.data, search],
  );
  const openProvider = (providerId?: ProviderId) => {
    onLeave();
    navigate.toSettings("providers", providerId);
  };
  const stops = stopsOf(groups, value, onChoose, openProvider);
  const activeIndex = Math.max(
    stops.findIndex(({ key }) => key === activeKey),
    0,
  );
  const active = stops[activeIndex] ?? null;
  const optionId = (key: string) => `${id}-${key}`;

  const activeElementId = active && optionId(active.key);
  useEffect(() => {
    if (!activeElementId || !list.current) return;
    const element = list.current.ownerDocument.getElementById(activeElementId);
    element?.scrollIntoView({ block: "nearest" });
  }, [activeElementId]);

  const press = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent) || stops.length === 0) return;
    if (event.key === "Enter") {
      event.preventDefault();
      active?.run();
      return;
    }
    const next = target(event, activeIndex, stops.length);
    if (next === null) return;
    event.preventDefault();
    setActiveKey(stops[next]?.key ?? null);
  };

  const loading = models.isPending || providers.isPending;
  const failure = models.error ?? providers.error;
  return (
    <>
      <label className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3">
        <Search aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
        <input
          role="combobox"
          aria-label={t("picker.search")}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={activeElementId ?? undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t("picker.search")}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setActiveKey(null);
          }}
          onKeyDown={press}
          className="h-full min-w-0 flex-1 bg-transparent text-sm outline-none"
        />
      </label>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t("picker.list")}
        aria-busy={loading}
        className="max-h-96 min-h-0 flex-1 overflow-y-auto overscroll-contain p-1"
      >
        {loading && <LoadingRows label={t("picker.loading")} />}
        {failure && (
          <ErrorCard
            compact
            problem={toProblem(failure)}
            onRetry={() => void Promise.all([models.refetch(), providers.refetch()])}
          />
        )}
        {!loading && !failure && groups.length === 0 && (
          <p className="px-3 py-6 text-center text-sm wrap-anywhere text-muted">
            {search ? t("picker.noMatch", { search }) : t("picker.none")}
          </p>
        )}
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div
            key={group.providerId}
            role="group"
            aria-labelledby={`${id}-${group.providerId}-name`}
          >
            <GroupHeading id={`${id}-${group.providerId}-name`} group={group} />
            {group.obstacle && (
              <KeyOption
                id={optionId(group.providerId)}
                group={group}
                active={active?.key === group.providerId}
                onActivate={() => setActiveKey(group.providerId)}
                onChoose={() => openProvider(group.providerId)}
              />
            )}
            {group.models.map((model) => {
              const key = modelKey(refOf(model));
              return (
                <ModelOption
                  key={key}
                  id={optionId(key)}
                  model={model}
                  obstacle={group.obstacle}
                  chosen={sameModel(refOf(model), value)}
                  active={active?.key === key}
                  onActivate={() => setActiveKey(key)}
                  onChoose={() => onChoose(refOf(model))}
                />
              );
            })}
          </div>
        ))}
      </div>
      <div className="shrink-0 border-t border-line p-1">
        <Button
          variant="ghost"
          size="sm"
          icon={Settings2}
          className="w-full justify-start"
          onClick={() => openProvider()}
        >
          {t("picker.manage")}
        </Button>
      </div>
    </>
  );
}

function LoadingRows({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-1 p-1">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-11" />
      ))}
    </div>
  );
}

function GroupHeading({ id, group }: { id: string; group: ModelGroup }) {
  const { t } = useTranslation("models");
  return (
    <div className="flex items-baseline gap-2 px-2 pt-2.5 pb-1 text-xs text-muted">
      <span id={id} className="truncate font-medium">
        {group.name}
      </span>
      {group.builtIn && <span className="truncate">{t("picker.withoutAi")}</span>}
    </div>
  );
}

interface KeyOptionProps {
  id: string;
  group: ModelGroup;
  active: boolean;
  onActivate: () => void;
  onChoose: () => void;
}

/** The way to the key that a provider's models wait for. */
function KeyOption({ id, group, active, onActivate, onChoose }: KeyOptionProps) {
  const { t } = useTranslation("models");
  const locked = group.obstacle === "keys-locked";
  const name = { provider: group.name };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field takes the keys
    <div
      id={id}
      role="option"
      aria-selected={false}
      aria-label={locked ? t("picker.unlockKeysFor", name) : t("picker.addKeyFor", name)}
      data-highlighted={active || undefined}
      onPointerMove={onActivate}
      onClick={onChoose}
      className="flex items-center gap-2 rounded-md px-2 py-1.5 font-medium text-accent-text data-highlighted:bg-hover"
    >
      <KeyRound aria-hidden size={16} strokeWidth={1.75} />
      {locked ? t("picker.unlockKeys") : t("picker.addKey")}
    </div>
  );
}
