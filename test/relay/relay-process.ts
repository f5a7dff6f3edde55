import { join } from "node:path";
import { pino } from "pino";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { startEmbeddedLedger } from "../../src/ledger/embedded/embedded-ledger.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { readManifest } from "../../src/ledger/manifest.ts";
import { Rpc } from "../../src/ledger/rpc.ts";
import { createRelay } from "../../src/relay/relay.ts";
import type { RelayStep } from "../../src/relay/steps.ts";
import type { Submission } from "../../src/relay/submission.ts";
import { statementSchema } from "../../src/statements/statement.ts";
import { openStore } from "../../src/store/open-store.ts";

// Embedded ledger, embedded database, indexer and relay in a process that can be killed.

/** What the process is asked. */
export type Request =
  | { ask: "accept"; number: number; submission: unknown }
  | { ask: "status"; number: number; id: string }
  | { ask: "crash"; number: number; after: RelayStep }
  | { ask: "stop"; number: number };

/** What it answers; `ready` comes unasked. */
export type Answer = { ready: { rpcUrl: string } } | { number: number; answer: unknown };

const [folder, relayKey] = process.argv.slice(2) as [string, string];
let crashAfter: RelayStep | undefined;

const node = await startEmbeddedLedger({ folder: join(folder, "ledger"), chainId: 31_337, blockPeriodMs: 10 });
const manifest = await readManifest(join(folder, "manifest.json"));
if (manifest === undefined) throw new Error("there is no manifest");
const rpc = new Rpc(node.rpcUrl);
const ledger = await connectLedger(rpc, manifest);
const store = await openStore({ folder });
const indexer = createIndexer({ ledger, store, forkDepth: 64, pollMs: 10 });
await indexer.start();
await indexer.catchUp();
const relay = createRelay({
  ledger,
  store,
  indexer,
  relayKey,
  batch: { windowMs: 5, maxStatements: 7, maxGas: 25_000_000 },
  confirmations: 0,
  forkDepth: 64,
  logger: pino({ level: "silent" }),
  tuning: { lookMs: 20, rebroadcastMs: 100 },
  hooks: {
    after: (step) => {
      if (step !== crashAfter) return undefined;
      process.kill(process.pid, "SIGKILL");
      return new Promise(() => {});
    },
  },
});
await relay.start();

process.on("message", (request: Request) => {
  void answer(request).then((result) => send({ number: request.number, answer: result }));
});
send({ ready: { rpcUrl: node.rpcUrl } });

async function answer(request: Request): Promise<unknown> {
  switch (request.ask) {
    case "accept":
      return { outcome: (await relay.accept(parse(request.submission))).outcome };
    case "status":
      return (await relay.statusOf(request.id)) ?? null;
    case "crash":
      crashAfter = request.after;
      return null;
    case "stop":
      await relay.stop();
      await indexer.stop();
      await store.close();
      rpc.close();
      await node.close();
      setImmediate(() => process.disconnect());
      return null;
  }
}

function parse(submission: unknown): Submission {
  const { bundle } = submission as { bundle?: unknown[] };
  return bundle === undefined
    ? statementSchema.parse(submission)
    : { bundle: bundle.map((statement) => statementSchema.parse(statement)) };
}

function send(message: Answer): void {
  process.send?.(message);
}
