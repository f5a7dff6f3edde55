import { join } from "node:path";
import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { AlertEngine } from "../alerts/engine.ts";
import type { DemoOrganisation } from "../api/demo-organisation.ts";
import { createCertifier } from "../certificate/certifier.ts";
import type { Config } from "../config/config.ts";
import { ownKey } from "../data-folder/own-key.ts";
import { writeServiceRecord } from "../data-folder/service-record.ts";
import { UnitCustody } from "../data-folder/unit-custody.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { createApp } from "../http/app.ts";
import { Feed } from "../http/feed.ts";
import { createServer } from "../http/server.ts";
import { createIndexer } from "../indexer/indexer.ts";
import { tellReading } from "../indexer/tell-reading.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { Readers } from "../readers/readers.ts";
import { createRelay } from "../relay/relay.ts";
import { openStore } from "../store/open-store.ts";
import { EvidenceRepository } from "../store/repositories/evidence-repository.ts";
import { UnitChecker } from "../verify/unit-checker.ts";
import { createVerifier } from "../verify/verifier.ts";
import { alertFaults } from "../watch/alert-faults.ts";
import { EvidenceKeeper } from "../watch/evidence-keeper.ts";
import { indexFaults } from "../watch/index-faults.ts";
import { type Fault, Watch } from "../watch/watch.ts";
import { addWatchMetrics } from "../watch/watch-metrics.ts";
import { webhookSecret } from "../webhooks/signature.ts";
import { createWebhookCaller } from "./create-caller.ts";
import { openLedger } from "./open-ledger.ts";
import { relayKey } from "./relay-key.ts";

/** The service, running. */
export interface Service {
  /** Where it answers. */
  url: string;
  ledger: Ledger;
  /** Key that governs the embedded ledger; none on a network. */
  governorKey: Hex | undefined;
  /**
   * Reads the relay's key anew from where the settings say it is, and has it send from now on. @returns its account.
   * @throws Error if it cannot be read or taken; then the one before goes on.
   */
  rotateRelayKey(): Promise<Address>;
  /** Settles if the service can no longer go on, with why: its embedded database has ended by itself. It has to be closed then. */
  failed: Promise<Error>;
  /** Ends in order: no more requests, nothing half sent, everything stored. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  logger: Logger;
  /** Told what a start is busy with. */
  onProgress?: (line: string) => void;
  /** Organisations that anybody may try on: given by a demo alone. */
  demo?: () => readonly DemoOrganisation[];
}

const pollMs = 1_000;

/**
 * Starts ledger, store, indexer, relay and HTTP interface, in this order.
 * @throws Error, one clear sentence, if one of them cannot start; what had started is ended again.
 */
export async function startService(config: Config, options: ServiceOptions): Promise<Service> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    const failures: unknown[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      // What cannot end in order holds up nothing else: above all not the ledger, which is a process of its own.
      try {
        await closer();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join("; "));
  };
  try {
    return { ...(await start(config, options, closers)), close };
  } catch (error) {
    await close().catch((failure: unknown) => options.logger.error(failure, "closing"));
    throw error;
  }
}

async function start(
  config: Config,
  { logger, onProgress = () => {}, demo }: ServiceOptions,
  closers: (() => unknown)[],
): Promise<Omit<Service, "close">> {
  const { dataFolder, databaseUrl } = config;
  onProgress("opening the ledger");
  const opened = await openLedger(
    { ...config, metadataUri: `http://${config.httpHost}:${config.httpPort}/v1/metadata/{id}.json` },
    onProgress,
  );
  closers.push(() => opened.close());
  const { ledger } = opened;

  onProgress("opening the store");
  const store = await openStore({
    folder: dataFolder,
    onProgress,
    ...(databaseUrl !== undefined && { databaseUrl }),
  });
  closers.push(() => store.close());

  const evidence = new EvidenceRepository(store.db);
  await evidence.removeAbandoned();

  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const indexer = createIndexer({
    ledger,
    store,
    forkDepth: config.forkDepth,
    usesTag: config.finality === "tag",
    pollMs,
    onState: (state) => {
      const isTrouble = state.state === "failing" || state.state === "halted";
      logger[isTrouble ? "error" : "info"](state, "index");
    },
  });
  closers.push(tellReading(indexer, onProgress));
  await indexer.start();
  closers.push(() => indexer.stop());
  // A failure is in the indexer's state, and its own next look tries again.
  const forgetBlocks = opened.onBlock?.(() => void indexer.catchUp().catch(() => {}));
  closers.push(() => forgetBlocks?.());

  const relay = createRelay({
    ledger,
    store,
    indexer,
    relayKey: await relayKey(config),
    batch: {
      windowMs: config.batchWindowMs,
      maxStatements: config.batchMaxStatements,
      maxGas: Number(config.batchMaxGas),
    },
    confirmations: config.confirmations,
    forkDepth: config.forkDepth,
    logger,
    metrics,
  });
  await relay.start();
  closers.push(() => relay.stop());

  const alerts = new AlertEngine({ store, logger, onAlerts: () => tellOfAlerts() });

  const { evidenceLifeDays: lifeDays, evidenceTotalBytes: totalBytes } = config;
  const keeper = new EvidenceKeeper({ evidence, indexer, lifeDays, totalBytes, logger });
  keeper.start();
  closers.push(() => keeper.stop());

  const ledgerFaults = (): Fault[] => {
    const detail = opened.stopped?.();
    return detail === undefined ? [] : [{ code: "ledger-stopped", detail }];
  };
  const verifier = createVerifier({ ledger, store, indexer });
  const faults = () => [
    ...ledgerFaults(),
    ...indexFaults(verifier.lacking()),
    ...alertFaults(alerts.status()),
    ...keeper.faults(),
  ];
  const watch = new Watch({ rpc: ledger.rpc, indexer, relay, logger, faults });
  addWatchMetrics(metrics, watch, indexer);
  watch.start();
  closers.push(() => watch.stop());

  const certifier = createCertifier({ ledger, store, operatorKey: await ownKey(join(dataFolder, "operator.key")) });

  const sessionKey = await ownKey(join(dataFolder, "session.key"));
  const readers = new Readers({ ledger, store, sessionKey });
  const caller = createWebhookCaller({ ledger, store, readers, sessionKey, config, logger, metrics });
  caller.start();
  closers.push(() => caller.stop());
  const forgetNews = indexer.onBlock(() => caller.wake());
  closers.push(forgetNews);

  const custody = new UnitCustody(dataFolder, config.unitsKey);
  const unitChecker = new UnitChecker({ custody, chainId: BigInt(ledger.chainId), logger });
  closers.push(() => unitChecker.close());
  const feed = new Feed(indexer);
  const tellOfAlerts = (): void => {
    feed.wake();
    caller.wake();
  };
  alerts.start();
  closers.push(() => alerts.stop());
  closers.push(indexer.onBlock(() => alerts.wake()));
  const server = createServer(
    createApp({
      ledger,
      store,
      indexer,
      relay,
      verifier,
      certifier,
      custody,
      unitChecker,
      evidence,
      readers,
      watch,
      feed,
      logger,
      metrics,
      options: { ...config, demo, webhookSecret: (id) => webhookSecret(sessionKey, id) },
    }),
  );
  const url = await server.listen(config.httpHost, config.httpPort);
  closers.push(() => {
    // Streams of events have no end of their own.
    feed.close();
    return server.close(config.shutdownDeadlineMs);
  });
  const ledgerUrl = opened.rpcUrl ?? null;
  closers.push(await writeServiceRecord(dataFolder, { pid: process.pid, url, ledgerUrl }));
  const rotateRelayKey = async () => {
    await relay.rotate(await relayKey(config));
    return relay.status().sender;
  };
  return { url, ledger, governorKey: opened.governorKey, rotateRelayKey, failed: store.ended };
}
