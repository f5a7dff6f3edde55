import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { en } from "./messages/en.ts";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** Each language's own name, as its readers look for it. */
export const languageNames: Record<Language, string> = { en: "English", zh: "中文" };

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const key = "ytterby.language";

/** Loads the catalogue of the language that the reader chose, or else asked the service for, and no other. */
export async function startLanguage(): Promise<void> {
  const language = remembered() ?? languageOf(document.documentElement.lang);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await catalogueOf(language) } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

/** Changes the language, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, "translation", await catalogueOf(language));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(key, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** The language of the page, and the texts by key. */
export function useLanguage() {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  /** What came in both languages. */
  const say = (text: LocalisedText) => text[language];
  return { t, language, say };
}

async function catalogueOf(language: Language): Promise<object> {
  return language === "zh" ? (await import("./messages/zh.ts")).zh : (await import("./messages/en.ts")).en;
}

function remembered(): Language | undefined {
  try {
    return languages.find((language) => language === localStorage.getItem(key));
  } catch {
    return undefined;
  }
}

function languageOf(tag: string): Language {
  return tag.startsWith("zh") ? "zh" : "en";
}
