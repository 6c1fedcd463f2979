import { useMemo } from "react";
import { Select } from "@/components/select";
import type { Currency } from "@/ipc/client";
import { currencies } from "./words";

interface CurrencySelectProps {
  label: string;
  value: Currency;
  onChange: (currency: Currency) => void;
  className?: string;
}

/** One of the currencies there are. */
export function CurrencySelect(props: CurrencySelectProps) {
  const options = useMemo(currencies, []);
  return <Select {...props} options={options} />;
}
