import {
  Database,
  FileCode,
  Gauge,
  Info,
  KeyRound,
  Laptop,
  type LucideIcon,
  Network,
  Palette,
  Server,
} from "lucide-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { PageHeader } from "@/components/page-header";
import { useRovingFocus } from "@/components/use-roving-focus";
import { Page } from "@/features/frame/page";
import {
  navigate,
  SETTINGS_SECTIONS,
  type SettingsSection,
  useNavigation,
} from "@/state/navigation";
import { AboutSection } from "./about-section";
import { AppearanceSection } from "./appearance-section";
import { ComputerSection } from "./computer-section";
import { KeysSection } from "./keys-section";
import { LimitsSection } from "./limits-section";
import { ManifestsSection } from "./manifests-section";
import { NetworkSection } from "./network-section";
import { ProvidersSection } from "./providers-section";
import { StorageSection } from "./storage/storage-section";

const sections: Record<SettingsSection, { icon: LucideIcon; body: ComponentType }> = {
  providers: { icon: Server, body: ProvidersSection },
  computer: { icon: Laptop, body: ComputerSection },
  manifests: { icon: FileCode, body: ManifestsSection },
  keys: { icon: KeyRound, body: KeysSection },
  network: { icon: Network, body: NetworkSection },
  limits: { icon: Gauge, body: LimitsSection },
  appearance: { icon: Palette, body: AppearanceSection },
  data: { icon: Database, body: StorageSection },
  about: { icon: Info, body: AboutSection },
};

function SectionList() {
  const { t } = useTranslation(["settings", "shell"]);
  const current = useNavigation((navigation) => navigation.settingsSection);
  const roving = useRovingFocus();
  return (
    <nav aria-label={t("shell:pages.settings")} className="px-2">
      <ul onKeyDown={roving} className="flex flex-col gap-0.5">
        {SETTINGS_SECTIONS.map((section) => {
          const { icon: Icon } = sections[section];
          const shown = section === current;
          return (
            <li key={section}>
              <button
                type="button"
                data-roving
                tabIndex={shown ? 0 : -1}
                aria-current={shown ? "page" : undefined}
                onClick={() => navigate.toSettings(section)}
                className={cn(
                  "ring-inside flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors",
                  shown
                    ? "bg-selected font-medium text-text"
                    : "text-muted hover:bg-hover hover:text-text",
                )}
              >
                <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
                <span className="truncate">{t(`settings:sections.${section}`)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export function SettingsPage() {
  const { t } = useTranslation(["settings", "shell"]);
  const section = useNavigation((navigation) => navigation.settingsSection);
  const Body = sections[section].body;
  return (
    <Page
      sidebar={<SectionList />}
      sidebarTitle={t("shell:pages.settings")}
      header={<PageHeader title={t(`settings:sections.${section}`)} />}
    >
      {/* Words for screen readers stand absolutely: they must scroll with the page, not with the frame. */}
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="w-full max-w-5xl px-4 pt-3 pb-12">
          <Body key={section} />
        </div>
      </div>
    </Page>
  );
}
