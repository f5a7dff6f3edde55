import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { en } from "../../src/portal/messages/en.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { parties } from "../../test/fixtures/parties.ts";
import { lotOf } from "../../test/fixtures/signing.ts";
import type { World } from "../../test/fixtures/world.ts";
import { startService } from "../../test/http/service.ts";
import { startBrowser, type TestBrowser } from "../../test/portal/browser.ts";
import { buildPortal } from "../../test/portal/build.ts";
import { makeLotOfMany } from "./lineage.ts";
import { percentile } from "./percentile.ts";
import { type Row, row } from "./row.ts";

const times = 7;
/** Statements about the lot that a browser recomputes. */
const statements = 30;

/** How fast the pages are in a real browser on this machine. Each time in a window that has nothing in its cache. */
export async function portalRows(): Promise<Row[]> {
  buildPortal();
  const folder = await mkdtemp(join(tmpdir(), "ytterby-portal-bench-"));
  const service = await startService({ folder });
  const browser = await startBrowser();
  try {
    const known = lotIdToWire(await makeKnownLot(service.world));
    const made = lotIdToWire(await makeLotOfMany(service.world));
    await service.services.indexer.catchUp();
    const painted: number[] = [];
    const kilobytes: number[] = [];
    const recomputed: number[] = [];
    for (let n = 0; n < times; n++) {
      await inNewWindow(browser, async (page) => {
        await page.goto(`${service.url}/v1/lots/${known}`);
        painted.push(await answerPainted(page));
        kilobytes.push(await scriptAndStyle(page));
        recomputed.push(await checkingYourself(page));
      });
    }
    const opened: number[] = [];
    for (let n = 0; n < times; n++) {
      await inNewWindow(browser, async (page) =>
        opened.push(await lineageOpened(page, `${service.url}/v1/lots/${made}`)),
      );
    }
    return [
      row("portal", "certificate first meaningful paint ms", "ms", percentile(painted, 50)),
      row("portal", "first view KB", "KB", percentile(kilobytes, 50)),
      row("portal", "lineage of 1000 lots interactive ms", "ms", percentile(opened, 50)),
      row("portal", `check it yourself ${statements} statements ms`, "ms", percentile(recomputed, 50)),
    ];
  } finally {
    await browser.close();
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A certified lot that thirty statements are about. */
async function makeKnownLot({ sign, include }: World): Promise<bigint> {
  const declared = await sign.declare("KNOWN-1");
  await include(declared);
  const found = (await sign.certification(declared)) as Statement[];
  // Declared, examined and certified, and weighed over and over.
  const more = statements - 1 - found.length;
  for (let n = 0; n < more; n++) found.splice(2, 0, await sign.attest(declared, "weight", parties.laboratory));
  await include(...found);
  return lotOf(declared);
}

async function inNewWindow(browser: TestBrowser, work: (page: Page) => Promise<unknown>): Promise<void> {
  const context = await browser.open({ viewport: { width: 1_440, height: 900 } });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** When the answer had been painted, in milliseconds since the page was asked for. */
async function answerPainted(page: Page): Promise<number> {
  await page.locator(".answer").waitFor();
  // The frame after the next one begins when the next one has been painted.
  return page.evaluate<number>(
    "new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() => told(performance.now()))))",
  );
}

/** Scripts and styles that came over the line by now, compressed as they came. */
async function scriptAndStyle(page: Page): Promise<number> {
  const loaded = await page.evaluate<{ name: string; encodedBodySize: number }[]>(
    "performance.getEntriesByType('resource').map(({ name, encodedBodySize }) => ({ name, encodedBodySize }))",
  );
  const own = loaded.filter(({ name }) => /\.(?:js|css)$/.test(name));
  return own.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1_024;
}

/** From the click to the last step, with everything that has to be asked for. */
async function checkingYourself(page: Page): Promise<number> {
  const words = en["check-yourself"];
  const button = page.getByRole("button", { name: words.start });
  await button.scrollIntoViewIfNeeded();
  const started = performance.now();
  await button.click();
  await page.getByRole("heading", { name: words.agree }).waitFor();
  return performance.now() - started;
}

/** From asking for the page until a step of the graph was opened by a click, and what went into it is there. */
async function lineageOpened(page: Page, url: string): Promise<number> {
  const started = performance.now();
  await page.goto(url);
  await page.getByRole("heading", { name: en.lineage.title, exact: true }).scrollIntoViewIfNeeded();
  const lots = page.locator(".graph-lot");
  const closed = page.locator(".graph-step button[aria-expanded=false]").first();
  await closed.waitFor();
  const shown = await lots.count();
  await closed.click();
  await lots.nth(shown).waitFor();
  return performance.now() - started;
}
