import i18next, { type InitOptions } from "i18next";
import { initReactI18next } from "react-i18next";
import { batch } from "./en/batch";
import { catalog } from "./en/catalog";
import { chat } from "./en/chat";
import { errors } from "./en/errors";
import { exporting } from "./en/exporting";
import { find } from "./en/find";
import { generate } from "./en/generate";
import { generation } from "./en/generation";
import { library } from "./en/library";
import { local } from "./en/local";
import { models } from "./en/models";
import { recipes } from "./en/recipes";
import { search } from "./en/search";
import { settings } from "./en/settings";
import { shell } from "./en/shell";
import { spending } from "./en/spending";
import { storage } from "./en/storage";
import { voices } from "./en/voices";

/** Everything the studio says, by namespace. The keys' types come from here. */
export const english = {
  shell,
  chat,
  generate,
  generation,
  batch,
  library,
  find,
  catalog,
  models,
  local,
  voices,
  exporting,
  recipes,
  search,
  settings,
  spending,
  storage,
  errors,
};

export const i18n = i18next.createInstance();

const options: InitOptions = {
  lng: "en",
  fallbackLng: "en",
  defaultNS: "shell",
  ns: Object.keys(english),
  resources: { en: english },
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
} as InitOptions;

void i18n.use(initReactI18next).init(options);
