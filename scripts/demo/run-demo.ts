import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Listr, type ListrTask } from "listr2";
import { destination, pino } from "pino";
import type { Language } from "../../src/cli/language.ts";
import { Client } from "../../src/client/client.ts";
import { readConfig } from "../../src/config/config.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { shownLines } from "../../src/service/log-destination.ts";
import { type Service, startService } from "../../src/service/service.ts";
import type { Outcome } from "./attempt.ts";
import { attemptAll } from "./attempts.ts";
import { Books } from "./books.ts";
import { atTheBorder } from "./border/border.ts";
import { type LateClock, startLateClock } from "./border/late-clock.ts";
import type { Told } from "./border/telling.ts";
import { type DemoNetwork, openDemoNetwork } from "./demo-network.ts";
import { createOrganisations, organisationsToTryOn } from "./organisation.ts";
import { step } from "./progress.ts";
import { Road } from "./road.ts";
import { type Smuggling, smuggle } from "./smuggling.ts";
import { govern } from "./steps/govern.ts";
import { type Story, tell } from "./story.ts";
import { summarise } from "./summary.ts";
import { type Verified, verifyAll } from "./verify-all.ts";
import { type VerifiedFiles, verifyFiles } from "./verify-files.ts";
import type { World } from "./world.ts";

export interface DemoOptions {
  /** Whether the service stays up afterwards. */
  stay: boolean;
  /** Whether the ledger is a network of validators, rather than the embedded one. */
  network: boolean;
  /** Port of the service; 0 for any. */
  port: number;
  language: Language;
}

/** What the demo has got so far. */
interface Run {
  network?: DemoNetwork;
  starting?: Promise<Service>;
  service?: Service;
  lateClock?: LateClock;
  governance?: Governance;
  world?: World;
  acts?: number;
  story?: Story;
  outcomes?: Outcome[];
  smuggling?: Smuggling;
  border?: Told;
  verified?: Verified;
  files?: VerifiedFiles;
}

const blockPeriodMs = 250;

/** Runs the demo. @returns The exit status: 0 only if everything went as expected. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-demo-"));
  const log = join(folder, "service.log");
  const run: Run = {};
  const stop = stopSignal();
  const started = performance.now();
  let status = 1;
  try {
    const renderer = process.stdout.isTTY ? "default" : "simple";
    const told = new Listr(stepsOf(run, options, folder, log), { renderer, registerSignalListeners: false }).run();
    if ((await Promise.race([told, stop])) === interrupted) return 130;
    const { complaints, text } = summarise(
      run as Required<Run>,
      (performance.now() - started) / 1000,
      options.language,
    );
    console.log(text);
    for (const complaint of complaints) console.error(`NOT AS EXPECTED: ${complaint}`);
    status = complaints.length === 0 ? 0 : 1;
    if (options.stay && run.service !== undefined) {
      const { url } = run.service;
      console.log(
        `\nOpen ${url} in a browser: verify lot ${run.story?.travelled.plan.number}, or try an organisation on under "Work".`,
      );
      console.log("The service stays up. Ctrl-C ends it.");
      await stop;
    }
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`The last lines of the service's log:\n${await lastLines(log)}`);
  } finally {
    // Even one that is still starting: without its end the ledger's own process would outlive the demo.
    await run.starting?.then(
      (service) => service.close(),
      () => {},
    );
    await run.lateClock?.close();
    await run.network?.close();
    await rm(folder, { recursive: true, force: true });
  }
  return status;
}

const interrupted = Symbol("interrupted");

function stopSignal(): Promise<typeof interrupted> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(interrupted));
  });
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-10).join("\n");
}

function stepsOf(run: Run, options: DemoOptions, folder: string, log: string): ListrTask[] {
  const organisations = createOrganisations();
  const toTryOn = organisationsToTryOn(organisations);
  return [
    ...(options.network ? [networkStep(run, folder)] : []),
    step("The service starts: ledger, contracts, database, relay, index, HTTP", async (_progress, tell) => {
      const config = readConfig({
        YTTERBY_DATA: folder,
        YTTERBY_HTTP_PORT: String(options.port),
        YTTERBY_BLOCK_PERIOD_MS: String(blockPeriodMs),
        YTTERBY_UNITS_KEY: randomBytes(32).toString("hex"),
        ...run.network?.settings,
      });
      run.starting = startService(config, {
        logger: pino(shownLines(destination({ dest: log, sync: true }))),
        onProgress: tell,
        demo: () => toTryOn,
      });
      run.service = await run.starting;
    }),
    step("The regulator enrols organisations, grants quotas, sets schemes, accredits verifiers", async () => {
      const { url, ledger } = run.service as Service;
      const governorKey = run.network?.governorKey ?? run.service?.governorKey;
      if (governorKey === undefined) throw new Error("The embedded ledger has no governor key");
      const road = new Road(new Client(url), (kind) => ledger.domain(kind));
      run.world = { url, ledger, organisations, road, books: new Books(), lots: new Map() };
      run.governance = new Governance(ledger, governorKey);
      run.acts = await govern(run.governance, organisations);
      // Runs beside the chapters, so that hardly anybody waits for it.
      run.lateClock = startLateClock(join(folder, "late-clock"));
    }),
    {
      title: "From declaration to delivery",
      task: (_context, task) => {
        const { chapters, ending } = tell(run.world as World);
        const conclude = () => {
          run.story = ending();
        };
        return task.newListr([...chapters.map(({ title, happen }) => step(title, happen)), { task: conclude }]);
      },
    },
    step("Attempts at fraud", async () => {
      run.outcomes = await attemptAll(run.world as World, run.story as Story);
    }),
    step(
      "Clay is declared as Mexican and packed anew in Thailand: alerts find it, and customs hold it",
      async (progress) => {
        run.smuggling = await smuggle(run.world as World, progress);
      },
    ),
    step(
      "At the border: a permit is missing, goods are challenged, others held on their way, a container is found",
      async (progress) => {
        const { governance, lateClock } = run as Required<Run>;
        run.border = await atTheBorder(run.world as World, { governance, afterDeadline: lateClock.told }, progress);
      },
    ),
    step("Every lot is verified", async (progress) => {
      run.verified = await verifyAll(run.world as World, run.story as Story, progress);
    }),
    step("Every lot's certificate is verified as a file, without the service", async (progress) => {
      run.files = await verifyFiles(run.world as World, folder, progress);
    }),
  ];
}

function networkStep(run: Run, folder: string): ListrTask {
  return step("A network of validators, and the contracts on it", async (_progress, tell) => {
    run.network = await openDemoNetwork(folder, tell);
    await run.network.deploy(tell);
  });
}
