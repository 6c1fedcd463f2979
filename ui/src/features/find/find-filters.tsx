import { SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Popover } from "@/components/popover";
import { ParameterForm } from "@/features/models/parameter-form";
import { isChanged, type ParamValues } from "@/features/models/parameter-values";
import type { Parameter } from "@/ipc/client";

interface FindFiltersProps {
  parameters: readonly Parameter[];
  values: ParamValues;
  onChange: (values: ParamValues) => void;
}

/** What narrows a search down, in the service's own terms. */
export function FindFilters({ parameters, values, onChange }: FindFiltersProps) {
  const { t } = useTranslation("find");
  if (parameters.length === 0) return null;
  const count = parameters.filter((parameter) => isChanged(parameter, values)).length;
  return (
    <Popover
      hideTitle
      title={t("filters")}
      align="end"
      trigger={
        <Button icon={SlidersHorizontal}>
          {count === 0 ? t("filters") : t("filtersSet", { count })}
        </Button>
      }
    >
      <ParameterForm parameters={parameters} values={values} onChange={onChange} />
    </Popover>
  );
}
