import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Listr, type ListrTask } from "listr2";
import { destination, pino } from "pino";
import type { Language } from "../../src/cli/language.ts";
import { Client } from "../../src/client/client.ts";
import { readConfig } from "../../src/config.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { type Service, startService } from "../../src/service.ts";
import { attemptAll, type Outcome } from "./attempts.ts";
import { Books } from "./books.ts";
import { createOrganisations } from "./organisation.ts";
import { step } from "./progress.ts";
import { Road } from "./road.ts";
import { govern } from "./steps/govern.ts";
import { type Story, tell } from "./story.ts";
import { summarise } from "./summary.ts";
import { type Verified, verifyAll } from "./verify-all.ts";
import type { World } from "./world.ts";

export interface DemoOptions {
  /** Whether the service stays up afterwards. */
  stay: boolean;
  /** Port of the service; 0 for any. */
  port: number;
  language: Language;
}

/** What the demo has got so far. */
interface Run {
  service?: Service;
  world?: World;
  acts?: number;
  story?: Story;
  outcomes?: Outcome[];
  verified?: Verified;
}

const blockPeriodMs = 250;

/** Runs the demo. @returns The exit status: 0 only if everything went as expected. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-demo-"));
  const log = join(folder, "service.log");
  const run: Run = {};
  const started = performance.now();
  try {
    await new Listr(stepsOf(run, options, folder, log), {
      renderer: process.stdout.isTTY ? "default" : "simple",
    }).run();
    const { complaints, text } = summarise(
      run as Required<Run>,
      (performance.now() - started) / 1000,
      options.language,
    );
    console.log(text);
    for (const complaint of complaints) console.error(`NOT AS EXPECTED: ${complaint}`);
    if (options.stay && run.service !== undefined) await stayUp(run.service);
    await run.service?.close();
    await rm(folder, { recursive: true, force: true });
    return complaints.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`The service's log is ${log}`);
    await run.service?.close();
    return 1;
  }
}

function stepsOf(run: Run, options: DemoOptions, folder: string, log: string): ListrTask[] {
  return [
    step("The service starts: ledger, contracts, database, relay, index, HTTP", async (_progress, tell) => {
      const config = readConfig({
        YTTERBY_DATA: folder,
        YTTERBY_HTTP_PORT: String(options.port),
        YTTERBY_BLOCK_PERIOD_MS: String(blockPeriodMs),
      });
      run.service = await startService(config, {
        logger: pino(destination({ dest: log, sync: true })),
        onProgress: tell,
      });
    }),
    step("The regulator enrols organisations, grants quotas, sets schemes, accredits verifiers", async () => {
      const { url, ledger, governorKey } = run.service as Service;
      if (governorKey === undefined) throw new Error("The embedded ledger has no governor key");
      const organisations = createOrganisations();
      const road = new Road(new Client(url), (kind) => ledger.domain(kind));
      run.world = { ledger, organisations, road, books: new Books(), lots: new Map() };
      run.acts = await govern(new Governance(ledger, governorKey), organisations);
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
    step("Every lot is verified", async (progress) => {
      run.verified = await verifyAll(run.world as World, run.story as Story, progress);
    }),
  ];
}

async function stayUp({ url }: Service): Promise<void> {
  console.log(`\nThe service stays up at ${url} (documentation at ${url}/docs). Ctrl-C ends it.`);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}
