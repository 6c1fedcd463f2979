import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { TextField } from "@/components/text-field";
import { api, type RouteTarget, toProblem } from "@/ipc/client";
import { SettingsGroup } from "../settings-group";
import { RouteOutcome } from "./route-outcome";

/** Tries the way to an address as every request would take it. */
export function RouteTestGroup() {
  const { t } = useTranslation("settings");
  const [url, setUrl] = useState("https://");
  const test = useMutation({ mutationFn: (target: RouteTarget) => api.testRoute(target) });
  const ready = URL.canParse(url.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !test.isPending) test.mutate({ kind: "address", url: url.trim() });
  };
  return (
    <SettingsGroup title={t("route.title")}>
      <form onSubmit={submit} className="flex items-end gap-2">
        <TextField
          label={t("route.address")}
          mono
          inputMode="url"
          value={url}
          onChange={({ target }) => setUrl(target.value)}
          className="min-w-0 flex-1"
        />
        <Button
          type="submit"
          loading={test.isPending}
          disabledReason={ready ? undefined : t("add.addressFirst")}
        >
          {t("route.test")}
        </Button>
      </form>
      {test.error && <ErrorCard compact problem={toProblem(test.error)} omit={["provider"]} />}
      {test.data && <RouteOutcome test={test.data} />}
    </SettingsGroup>
  );
}
