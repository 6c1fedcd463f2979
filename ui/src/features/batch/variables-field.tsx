import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { TextField } from "@/components/text-field";
import type { VariableDraft } from "./batch-draft";

interface VariablesFieldProps {
  variables: readonly VariableDraft[];
  onChange: (variables: readonly VariableDraft[]) => void;
}

/** Names that prompts may hold between braces, and what they stand for. */
export function VariablesField({ variables, onChange }: VariablesFieldProps) {
  const { t } = useTranslation("batch");
  const change = (at: number, changed: Partial<VariableDraft>) =>
    onChange(variables.map((each, index) => (index === at ? { ...each, ...changed } : each)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column in every web view
    <div role="group" aria-label={t("variables")} className="flex flex-col gap-2">
      {variables.map((variable, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a variable that is being named has only its place
        <div key={index} className="flex items-end gap-2">
          <TextField
            label={t("variableNameOf", { number: index + 1 })}
            hideLabel
            placeholder={t("variableName")}
            className="w-32 shrink-0"
            value={variable.name}
            onChange={({ target }) => change(index, { name: target.value })}
          />
          <TextField
            label={t("variableValuesOf", { number: index + 1 })}
            hideLabel
            placeholder={t("variableValuesHint")}
            className="flex-1"
            value={variable.values}
            onChange={({ target }) => change(index, { values: target.value })}
          />
          <IconButton
            icon={X}
            label={t("removeVariable", { name: variable.name || index + 1 })}
            onClick={() => onChange(variables.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="sm"
        variant="ghost"
        icon={Plus}
        className="self-start"
        onClick={() => onChange([...variables, { name: "", values: "" }])}
      >
        {t("addVariable")}
      </Button>
    </div>
  );
}
