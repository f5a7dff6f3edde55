import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Registry } from "prom-client";
import { createCertifier } from "../../src/certificate/certifier.ts";
import { UnitCustody } from "../../src/data-folder/unit-custody.ts";
import { createApp } from "../../src/http/app.ts";
import { Feed } from "../../src/http/feed.ts";
import { createServer } from "../../src/http/server.ts";
import type { AppParts, HttpOptions } from "../../src/http/services.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { Readers } from "../../src/readers/readers.ts";
import { createRelay } from "../../src/relay/relay.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import { EvidenceRepository } from "../../src/store/repositories/evidence-repository.ts";
import { UnitChecker } from "../../src/verify/unit-checker.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { type Fault, Watch } from "../../src/watch/watch.ts";
import { addWatchMetrics } from "../../src/watch/watch-metrics.ts";
import { webhookSecret } from "../../src/webhooks/signature.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import type { World } from "../fixtures/world.ts";

/** The whole service over a ledger of its own, listening. */
export interface Service {
  url: string;
  world: World;
  services: AppParts;
  /** What the watch is told to be wrong, at its next look. */
  faults: Fault[];
  /** What was logged, line by line. */
  log: string[];
  /** Takes the ledger away. */
  stopLedger(): Promise<void>;
  close(): Promise<void>;
}

/** Key that sessions are sealed with here. */
export const sessionKey = `0x${"7a".repeat(32)}`;

const usual: HttpOptions = {
  bodyMaxBytes: 1024 * 1024,
  evidenceMaxBytes: 1024 * 1024,
  evidenceDailyBytes: 1024 ** 3,
  evidenceAnonymousDailyBytes: 1024 ** 3,
  evidenceTotalBytes: 1024 ** 3,
  rateLimitPerMinute: 1_000_000,
  webhookTargets: "loopback",
  webhookSecret: (id) => webhookSecret(sessionKey, id),
};

/** Starts everything that a service consists of. */
export async function startService(store: StoreOptions, options: Partial<HttpOptions> = {}): Promise<Service> {
  const { anvil, rpc, world } = await startWorldNode();
  const { ledger } = world;
  const opened = await openStore(store);
  const log: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void log.push(line) });
  const metrics = new Registry();
  // Whoever waits for a block looks by `catchUp`; to look all the time would take a fifth of a processor.
  const indexer = createIndexer({ ledger, store: opened, forkDepth: 5, pollMs: 50 });
  await indexer.catchUp();
  await indexer.start();
  const relay = createRelay({
    ledger,
    store: opened,
    indexer,
    relayKey: `0x${"5e".repeat(32)}`,
    batch: { windowMs: 5, maxStatements: 100, maxGas: 25_000_000 },
    confirmations: 0,
    forkDepth: 5,
    logger,
    metrics,
  });
  await relay.start();
  const faults: Fault[] = [];
  const watch = new Watch({ rpc, indexer, relay, logger, faults: () => faults });
  addWatchMetrics(metrics, watch, indexer);
  await watch.look();
  const feed = new Feed(indexer);
  const folder = await mkdtemp(join(tmpdir(), "ytterby-units-"));
  const custody = new UnitCustody(folder, "7a".repeat(32));
  const unitChecker = new UnitChecker({ custody, chainId: BigInt(ledger.chainId), logger });
  const services: AppParts = {
    ledger,
    store: opened,
    indexer,
    relay,
    verifier: createVerifier({ ledger, store: opened, indexer }),
    certifier: createCertifier({ ledger, store: opened, operatorKey: `0x${"0e".repeat(32)}` }),
    custody,
    unitChecker,
    readers: new Readers({ ledger, store: opened, sessionKey }),
    evidence: new EvidenceRepository(opened.db),
    watch,
    feed,
    logger,
    metrics,
    options: { ...usual, ...options },
  };
  const server = createServer(createApp(services));
  const url = await server.listen("127.0.0.1", 0);
  return {
    url,
    world,
    services,
    faults,
    log,
    stopLedger: () => anvil.close(),
    async close() {
      feed.close();
      await server.close(1_000);
      await unitChecker.close();
      await rm(folder, { recursive: true });
      await relay.stop();
      await indexer.stop();
      await opened.close();
      rpc.close();
      await anvil.close();
    },
  };
}
