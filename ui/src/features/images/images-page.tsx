import { useTranslation } from "react-i18next";
import { PageHeader } from "@/components/page-header";
import { WIDE } from "@/features/frame/layout";
import { Page } from "@/features/frame/page";
import { useMediaQuery } from "@/features/frame/use-media-query";
import { usePreferences } from "@/state/preferences";
import { ImageSettingsPane } from "./image-settings-pane";
import { PromptBar } from "./prompt-bar";
import { RunStream } from "./run-stream";
import { useImageRequest } from "./use-image-request";

/** Pictures from a prompt: what is asked for at the top, what came of it below. */
export function ImagesPage() {
  const { t } = useTranslation("images");
  const request = useImageRequest();
  const collapsed = usePreferences((preferences) => preferences.inspector_collapsed);
  const wide = useMediaQuery(WIDE);
  // The model is named in one place that can always be seen.
  const inspected = wide && !collapsed;
  return (
    <Page
      header={<PageHeader title={t("title")} />}
      inspectorTitle={t("inspector")}
      inspector={<ImageSettingsPane request={request} withModel={inspected} />}
    >
      <div className="shrink-0 px-4 pb-4">
        <div className="mx-auto max-w-[100rem]">
          <PromptBar request={request} withModel={!inspected} />
        </div>
      </div>
      <RunStream />
    </Page>
  );
}
