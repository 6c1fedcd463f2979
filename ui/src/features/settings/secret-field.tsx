import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { IconButton } from "@/components/icon-button";
import { TextField } from "@/components/text-field";

interface SecretFieldProps {
  label: string;
  showLabel: string;
  hideLabel: string;
  help?: ReactNode;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
  /** Whether it starts readable: so for a key one pastes, not for a passphrase. */
  startsShown: boolean;
  autoFocus?: boolean;
}

/** A field for a secret that its writer may look at. */
export function SecretField(props: SecretFieldProps) {
  const { label, showLabel, hideLabel, help, error, value, onChange, startsShown } = props;
  const [shown, setShown] = useState(startsShown);
  return (
    <TextField
      label={label}
      help={help}
      error={error}
      mono
      type={shown ? "text" : "password"}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      autoFocus={props.autoFocus}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      trailing={
        <IconButton
          label={shown ? hideLabel : showLabel}
          icon={shown ? EyeOff : Eye}
          size="sm"
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
