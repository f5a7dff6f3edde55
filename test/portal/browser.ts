import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

/** Chromium, started anew with a profile of its own. */
export interface TestBrowser {
  /** The film that its camera shows: YUV4MPEG2. */
  cameraFile: string;
  /** Opens windows that share nothing with others. */
  open(options: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Starts Debian's Chromium where it is installed, otherwise the one that `@sparticuz/chromium` carries. */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-chromium-"));
  const cameraFile = join(folder, "camera.y4m");
  // A camera is there where its film is, and every page may use it.
  await writeFile(cameraFile, "YUV4MPEG2 W2 H2 F30:1 Ip A1:1 C420jpeg\nFRAME\nnothing");
  const camera = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${cameraFile}`,
  ];
  const installed = places.find((place) => existsSync(place));
  const executablePath = installed ?? (await carried());
  const browser = await chromium.launch({
    executablePath,
    args: [...flags, ...camera],
    env: { ...process.env, TMPDIR: folder },
  });
  return {
    cameraFile,
    open: (options) => browser.newContext(options),
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a browser for a suite, or skips its tests with a line on standard error where none starts.
 * @returns Gives the browser, once the suite runs.
 */
export function withBrowser(): () => TestBrowser {
  let browser: TestBrowser | undefined;
  before(async function () {
    this.timeout(60_000);
    try {
      browser = await startBrowser();
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      console.error(`SKIPPED: ${this.test?.parent?.title}: no Chromium starts here (${reason}).`);
      this.skip();
    }
  });
  after(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("the browser is not started yet");
    return browser;
  };
}

async function carried(): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("the packed one is for Linux on x64");
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath();
}
