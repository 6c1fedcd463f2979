import {
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  CirclePause,
  ExternalLink,
  History,
  Play,
  Search,
  Unplug,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { MenuItem, MenuSeparator } from "@/components/menu";
import type { ActivityRun } from "@/ipc/client";
import { openRun, type RunCommands } from "./activity-commands";

interface ActivityMenuProps {
  run: ActivityRun;
  commands: RunCommands;
  showsTimeline: boolean;
  onTimeline: () => void;
}

/** Everything that can be done with one run. */
export function ActivityMenu({ run, commands, showsTimeline, onTimeline }: ActivityMenuProps) {
  const { t } = useTranslation("shell");
  return (
    <>
      <MenuItem icon={ExternalLink} label={t("activity.show")} onSelect={() => openRun(run)} />
      <MenuItem
        icon={History}
        label={t(showsTimeline ? "activity.hideTimeline" : "activity.timeline")}
        onSelect={onTimeline}
      />
      {run.state === "queued" && (
        <>
          <MenuSeparator />
          {run.held ? (
            <MenuItem icon={Play} label={t("activity.letGo")} onSelect={commands.letGo} />
          ) : (
            <MenuItem icon={CirclePause} label={t("activity.hold")} onSelect={commands.hold} />
          )}
          <MenuItem
            icon={ArrowUpToLine}
            label={t("activity.first")}
            onSelect={() => commands.move({ to: "first" })}
          />
          <MenuItem
            icon={ArrowUp}
            label={t("activity.up")}
            shortcut="alt+arrowup"
            onSelect={() => commands.move({ to: "up" })}
          />
          <MenuItem
            icon={ArrowDown}
            label={t("activity.down")}
            shortcut="alt+arrowdown"
            onSelect={() => commands.move({ to: "down" })}
          />
          <MenuItem
            icon={ArrowDownToLine}
            label={t("activity.last")}
            onSelect={() => commands.move({ to: "last" })}
          />
        </>
      )}
      {run.state === "unknown" && (
        <>
          <MenuSeparator />
          {run.can_look_again && (
            <MenuItem icon={Search} label={t("activity.lookAgain")} onSelect={commands.lookAgain} />
          )}
          <MenuItem icon={Unplug} label={t("activity.close")} onSelect={commands.close} />
        </>
      )}
    </>
  );
}
