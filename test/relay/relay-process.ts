import { join } from "node:path";
import { pino } from "pino";
import { startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { readManifest } from "../../src/ledger/manifest.ts";
import type { Accepted, Refused } from "../../src/relay/answer.ts";
import { createRelay } from "../../src/relay/relay.ts";
import type { RelayStatus } from "../../src/relay/relay-status.ts";
import type { RelayStep } from "../../src/relay/steps.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { statementSchema } from "../../src/statements/statement.ts";
import type { Submission } from "../../src/statements/submission.ts";
import { openStore } from "../../src/store/open-store.ts";

// Store, indexer and relay in a process that can be killed; with an embedded ledger, unless it is given a node.

/** What the process works with, as JSON in its first argument. */
export interface RelayProcessOptions {
  /** Folder of the manifest, the embedded database and the embedded ledger. */
  folder: string;
  relayKey: string;
  forkDepth: number;
  /** A node; without it an embedded ledger is started. */
  rpcUrl?: string;
  /** A PostgreSQL; without it an embedded database is opened. */
  databaseUrl?: string;
}

/** What the process is asked. */
export type Request =
  | { ask: "accept"; number: number; submission: unknown }
  | { ask: "status"; number: number; id: string }
  | { ask: "relay"; number: number }
  | { ask: "crash"; number: number; after: RelayStep }
  | { ask: "stop"; number: number };

/** What it answers; `ready` comes unasked. */
export type Answer =
  | { ready: { rpcUrl: string } }
  | { number: number; answer: unknown }
  | { number: number; error: string };

/** What is told of a submission that was handed in. */
export type Taken = Pick<Accepted, "outcome" | "known"> | { outcome: "refused"; code: string; why: string };

/** What is told of the relay. */
export type RelayTold = Pick<RelayStatus, "state" | "queued" | "inFlight" | "trouble">;

const { folder, relayKey, forkDepth, rpcUrl, databaseUrl } = JSON.parse(process.argv[2] ?? "") as RelayProcessOptions;
let crashAfter: RelayStep | undefined;

// Whoever started it has ended, however.
process.on("disconnect", () => process.exit());

const node =
  rpcUrl === undefined
    ? await startEmbeddedLedger({ folder: join(folder, "ledger"), chainId: 31_337, blockPeriodMs: 10 })
    : { rpcUrl, close: async () => {} };
const manifest = await readManifest(join(folder, "manifest.json"));
if (manifest === undefined) throw new Error("there is no manifest");
const rpc = new Rpc(node.rpcUrl, { timeoutMs: 1_000 });
const ledger = await connectLedger(rpc, manifest);
const store = await openStore({ folder, ...(databaseUrl !== undefined && { databaseUrl }) });
const indexer = createIndexer({ ledger, store, forkDepth, pollMs: 10 });
await indexer.start();
const relay = createRelay({
  ledger,
  store,
  indexer,
  relayKey,
  batch: { windowMs: 5, maxStatements: 7, maxGas: 25_000_000 },
  confirmations: 0,
  forkDepth,
  logger: pino({ level: "silent" }),
  tuning: { lookMs: 20, rebroadcastMs: 100, retryMs: 50, retryMaxMs: 1_000, leaseMs: 1_500 },
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
  const { number } = request;
  answer(request).then(
    (result) => send({ number, answer: result }),
    (error: unknown) => send({ number, error: String(error) }),
  );
});
send({ ready: { rpcUrl: node.rpcUrl } });

async function answer(request: Request): Promise<unknown> {
  switch (request.ask) {
    case "accept":
      return taken(await relay.accept(parse(request.submission)));
    case "status":
      return (await relay.statusOf(request.id)) ?? null;
    case "relay": {
      const { state, queued, inFlight, trouble } = relay.status();
      return { state, queued, inFlight, trouble } satisfies RelayTold;
    }
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

function taken(answered: Accepted | Refused): Taken {
  if (answered.outcome === "accepted") return { outcome: "accepted", known: answered.known };
  return { outcome: "refused", code: answered.code, why: "error" in answered ? answered.error.name : answered.code };
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
