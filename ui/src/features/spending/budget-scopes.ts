import type { SelectOption } from "@/components/select";
import type { BudgetScope, Project, Provider } from "@/ipc/client";
import { i18n } from "@/messages";

const t = i18n.getFixedT(null, "spending");

/** What a budget can count, as a choice. */
export interface ScopeOption extends SelectOption<string> {
  scope: BudgetScope;
}

export const EVERYTHING = "everything";

/** Everything, each project, and each provider that is on. */
export function scopeOptions(
  projects: readonly Project[],
  providers: readonly Provider[],
): ScopeOption[] {
  return [
    { value: EVERYTHING, label: t("budgets.everything"), scope: { kind: "everything" } },
    ...projects.map(({ id, name }) => ({
      value: `project:${id}`,
      label: name,
      group: t("budgets.project"),
      scope: { kind: "project" as const, project_id: id },
    })),
    ...providers
      .filter(({ enabled }) => enabled)
      .map(({ id, name }) => ({
        value: `provider:${id}`,
        label: name,
        group: t("budgets.provider"),
        scope: { kind: "provider" as const, provider_id: id },
      })),
  ];
}
