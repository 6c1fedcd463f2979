import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/components/page-header";
import { WIDE } from "@/features/frame/layout";
import { Page } from "@/features/frame/page";
import { useMediaQuery } from "@/features/frame/use-media-query";
import { useMaking } from "@/features/generation/generate-settings";
import type { Making } from "@/features/generation/making";
import { usePreferences } from "@/state/preferences";
import { MakingSwitch } from "./making-switch";
import { PromptBar } from "./prompt-bar";
import { runsQuery } from "./queries";
import { RunStream } from "./run-stream";
import { SettingsPane } from "./settings-pane";
import { useMakeable } from "./use-makeable";
import { useRequest } from "./use-request";

/** Anything a model makes: what is asked for at the top, what came of it below. */
export function GeneratePage() {
  const wanted = useMaking();
  const makeable = useMakeable();
  // What cannot be made any more gives way to what can.
  const making = makeable.pending || makeable.kinds.includes(wanted) ? wanted : makeable.kinds[0];
  return <MakingPage key={making ?? "image"} making={making ?? "image"} kinds={makeable.kinds} />;
}

function MakingPage({ making, kinds }: { making: Making; kinds: readonly Making[] }) {
  const { t } = useTranslation("generate");
  const request = useRequest(making);
  const collapsed = usePreferences((preferences) => preferences.inspector_collapsed);
  const wide = useMediaQuery(WIDE);
  const runs = useInfiniteQuery(runsQuery(making));
  const { choice, pending } = request.choice;
  // What goes in where depends on the model: where nothing was made yet, the empty page asks for it.
  const modelFirst =
    !pending && choice === null && runs.data?.pages.every((page) => page.items.length === 0);
  // The model is named in one place that can always be seen, and in none until that is known: a
  // picker that moves away would close under the person's hand.
  const placed = (choice !== null || !(pending || runs.isPending)) && !modelFirst;
  const inspected = wide && !collapsed;
  return (
    <Page
      header={
        <PageHeader
          title={t("title")}
          actions={kinds.length > 1 && <MakingSwitch making={making} kinds={kinds} />}
        />
      }
      inspectorTitle={t("inspector")}
      inspector={<SettingsPane request={request} withModel={inspected && placed} />}
    >
      <div className="max-h-[65%] shrink-0 overflow-y-auto px-4 pt-1 pb-4">
        <div className="mx-auto max-w-[100rem]">
          <PromptBar request={request} withModel={!inspected && placed} />
        </div>
      </div>
      <RunStream making={making} choice={request.choice} />
    </Page>
  );
}
