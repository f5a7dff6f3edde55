// Makes the pictures that README shows, of the demo as a reader sees it: docs/pictures/*.png.
//
//   npm run screenshots
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { en } from "../src/portal/messages/en.ts";
import { startBrowser } from "../test/portal/browser.ts";
import { cast } from "./demo/cast.ts";

const folder = join(import.meta.dirname, "../docs/pictures");
const width = 1_120;
const height = 760;

const demo = spawn(process.execPath, [join(import.meta.dirname, "demo.ts")], { stdio: ["ignore", "pipe", "inherit"] });
const browser = await startBrowser();
try {
  const { url, number } = await toldByDemo();
  await mkdir(folder, { recursive: true });
  const context = await browser.open({ viewport: { width, height }, locale: "en-GB", colorScheme: "light" });
  const page = await context.newPage();
  const keep = async (name: string) => {
    await page.waitForFunction("document.querySelector('[aria-busy=true]') === null");
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/pictures/${name}.png`);
  };

  await page.goto(`${url}/?q=${encodeURIComponent(number)}`);
  await page.getByRole("heading", { name: en.lineage.title, exact: true }).scrollIntoViewIfNeeded();
  await page.locator(".graph-box").first().waitFor();
  await toTop(page, en.lineage.title);
  await keep("lineage");

  await toTop(page, en.lot.lotNumber.replace("{{number}}", number));
  // The verdict stands below what the lot is, however much that gets to be.
  const verdict = page.getByRole("heading", { name: en.conclusion.valid.sentence, exact: true });
  const { y = 0 } = (await verdict.boundingBox()) ?? {};
  await page.setViewportSize({ width, height: Math.ceil(y) + 150 });
  await keep("certificate");
  await page.setViewportSize({ width, height });

  await page.goto(`${url}/work/sign-in`);
  await page.getByRole("button", { name: cast.regulator.name }).click();
  await page.getByRole("link", { name: en.desk.oversight.title }).click();
  await page.getByRole("button", { name: cast.magnetMaker.name }).click();
  await page.locator(".flow-stop").first().waitFor();
  await toTop(page, en.desk.books.replace("{{name}}", cast.magnetMaker.name));
  await keep("oversight");
} finally {
  await browser.close();
  demo.kill("SIGTERM");
  if (demo.exitCode === null) await once(demo, "exit");
}

/** The address that the demo stays up at, and the number of the lot that travelled furthest. */
async function toldByDemo(): Promise<{ url: string; number: string }> {
  let said = "";
  for await (const chunk of demo.stdout) {
    said += chunk;
    const [, url, number] = /Open (\S+) in a browser: verify lot (\S+),/.exec(said) ?? [];
    if (url === undefined || number === undefined) continue;
    // Nobody reads on; a full pipe would stop the demo.
    demo.stdout.resume();
    return { url, number };
  }
  throw new Error(`The demo ended early: ${said.slice(-500)}`);
}

/** Puts a heading to the upper edge of the window. */
async function toTop(page: Page, heading: string): Promise<void> {
  const found = page.getByRole("heading", { name: heading, exact: true });
  const { y = 0 } = (await found.boundingBox()) ?? {};
  await page.evaluate(`scrollBy(0, ${y - 16})`);
}
