import axe from "axe-core";
import { expect } from "chai";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { TestBrowser } from "./browser.ts";

declare global {
  interface Window {
    policyReports: string[];
  }
}

/** A window in which nothing goes wrong unnoticed. */
export interface WatchedPage {
  page: Page;
  /** Fails where the console had an error, the policy was broken, or the page is wider than its window. */
  expectQuiet(): Promise<void>;
  /** Fails where axe finds something, by WCAG 2.2 AA and its best practices. */
  expectAccessible(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a window. @param allowed What the browser itself says of answers that are no success, such as a lot that there is not. */
export async function watchedPage(
  browser: TestBrowser,
  options: BrowserContextOptions,
  allowed?: RegExp,
): Promise<WatchedPage> {
  const context = await browser.open(options);
  // What does not come within so long does not come: a test that fails should say so soon.
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    const said = `${message.text()} (${message.location().url})`;
    if (["error", "warning"].includes(message.type()) && !allowed?.test(said)) errors.push(said);
  });
  await page.addInitScript(() => {
    window.policyReports = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      window.policyReports.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  return {
    page,
    async expectQuiet() {
      const found = await page.evaluate(() => ({
        reports: window.policyReports,
        overflow: document.documentElement.scrollWidth - window.innerWidth,
      }));
      expect({ errors, ...found }).to.deep.equal({ errors: [], reports: [], overflow: Math.min(found.overflow, 0) });
    },
    async expectAccessible() {
      // Once for each document: it is half a megabyte to send and to read.
      if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { axe: running } = window as unknown as { axe: typeof axe };
        const { violations: found } = await running.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          // What was found to be right is not described, and styles are not fetched once more.
          resultTypes: ["violations"],
          selectors: false,
          preload: false,
        });
        return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
      });
      expect(violations).to.deep.equal([]);
    },
    close: () => context.close(),
  };
}

/** Waits until nothing on the page is on its way any more. Streams of events never end, so that the network is never idle. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
}
