import { type Catalogue, en } from "../../src/portal/messages/en.ts";
import { zh } from "../../src/portal/messages/zh.ts";
import { deep } from "../support/depth.ts";
import type { TestBrowser } from "./browser.ts";
import type { Scene } from "./scene.ts";
import { type WatchedPage, watchedPage } from "./watched-page.ts";

/** How a reader looks at the pages. */
export interface Look {
  locale: string;
  width: number;
  colorScheme: "light" | "dark";
}

/** Texts by the reader's locale. */
const catalogues: Record<string, Catalogue> = { "en-GB": en, "zh-CN": zh };

const looks: readonly Look[] = Object.keys(catalogues).flatMap((locale) =>
  [390, 1_440].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => ({ locale, width, colorScheme }))),
);

/**
 * The looks that a journey is tried in: every one in the deep run, otherwise one of them.
 * @param journey Its number. Each takes another look, so that eight of them have every language, width and colours.
 */
export function looksOf(journey: number): readonly Look[] {
  return deep ? looks : looks.filter((_look, index) => index === (journey * 3) % looks.length);
}

/** What every journey happens on: one browser, one service. */
export interface Stage {
  browser(): TestBrowser;
  scene(): Scene;
}

/** The texts that a look is in, and its name in the title of a test. */
export function wordsOf({ locale, width, colorScheme }: Look): { texts: Catalogue; name: string } {
  return { texts: catalogues[locale] ?? en, name: `${locale}, ${width} px, ${colorScheme}` };
}

/** Fills a text in: `{{name}}` becomes the value of that name. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}

/** Opens a window. @param allowed What the browser itself says of answers that are no success. */
export function openLook(
  browser: TestBrowser,
  { locale, width, colorScheme }: Look,
  allowed?: RegExp,
): Promise<WatchedPage> {
  return watchedPage(browser, { locale, colorScheme, viewport: { width, height: 900 } }, allowed);
}
