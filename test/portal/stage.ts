import { type Catalogue, en } from "../../src/portal/messages/en.ts";
import { zh } from "../../src/portal/messages/zh.ts";
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
export const catalogues: Record<string, Catalogue> = { "en-GB": en, "zh-CN": zh };

export const looks: readonly Look[] = Object.keys(catalogues).flatMap((locale) =>
  [390, 1_440].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => ({ locale, width, colorScheme }))),
);

/** What every journey happens on: one browser, one service. */
export interface Stage {
  looks: readonly Look[];
  catalogues: Record<string, Catalogue>;
  browser(): TestBrowser;
  scene(): Scene;
}

/** Opens a window. @param allowed What the browser itself says of answers that are no success. */
export function openLook(
  browser: TestBrowser,
  { locale, width, colorScheme }: Look,
  allowed?: RegExp,
): Promise<WatchedPage> {
  return watchedPage(browser, { locale, colorScheme, viewport: { width, height: 900 } }, allowed);
}
