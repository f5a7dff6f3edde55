import { setTimeout as delay } from "node:timers/promises";
import { JsonRpcProvider, Wallet } from "ethers";
import type { Statement } from "../../src/statements/statement.ts";
import { findPostgresql, startPostgresql } from "../../test/store/postgresql-cluster.ts";
import type { Lot } from "../demo/world.ts";
import { backfill } from "./backfill.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { certify, declare, drawLots, examine, handOver, weigh } from "./lots.ts";
import { percentile } from "./percentile.ts";
import { QuickSigner } from "./quick-sign.ts";
import { type Row, row } from "./row.ts";
import { openStage, type Stage } from "./stage.ts";

const statementsInAll = 6_000;
/** A backfill is of a long history: of a short one it would show how an engine warms up. */
const historyStatements = 60_000;
const baseLots = 50;
const peerStatements = 1_000;
const peerAtOnce = 32;
const peerPollMs = 10;

/**
 * How many statements a second get from an HTTP request into the index, how long one takes, and how fast a whole ledger is
 * indexed: with the embedded database, and with a PostgreSQL where there is one.
 */
export async function relayRows(): Promise<Row[]> {
  const bin = findPostgresql();
  if (bin === undefined) {
    console.error("PostgreSQL is not installed (Debian: apt-get install postgresql): its rows are left out.");
    return measureEmbedded();
  }
  const cluster = startPostgresql(bin);
  try {
    const embedded = await measureEmbedded(() => cluster.createDatabase());
    const stage = await openStage(await cluster.createDatabase());
    return [
      ...embedded,
      ...(await onStage(stage, async (traffic) => carriedRows(await traffic.carry(), ", PostgreSQL"))),
    ];
  } finally {
    cluster.stop();
  }
}

/** @param emptyDatabase Makes one of a PostgreSQL, where the same ledger is indexed once more. */
async function measureEmbedded(emptyDatabase?: () => Promise<string>): Promise<Row[]> {
  return onStage(await openStage(), async (traffic, stage) => {
    const carried = await traffic.carry();
    const peer = { name: "ethers, a transaction each", figure: await naive(stage, traffic) };
    const rows = carriedRows(carried, "", peer);
    await traffic.carry(historyStatements);
    await stage.stop();
    const into = (store: string, perSecond: number) =>
      rows.push(row("relay", `indexer events per second${store}`, "1/s", perSecond));
    into("", await backfill(stage.folder));
    // Last: a server tidies up behind such a load for a while.
    if (emptyDatabase !== undefined) into(", PostgreSQL", await backfill(stage.folder, emptyDatabase));
    return rows;
  });
}

export interface Measured {
  perSecond: number;
  latenciesMs: number[];
}

function carriedRows({ perSecond, latenciesMs }: Measured, store: string, peer?: Parameters<typeof row>[4]): Row[] {
  return [
    row("relay", `statements per second end to end${store}`, "1/s", perSecond, peer),
    row("relay", `submission to inclusion p50${store}`, "ms", percentile(latenciesMs, 50)),
    row("relay", `submission to inclusion p99${store}`, "ms", percentile(latenciesMs, 99)),
  ];
}

/** What organisations have a service carry. */
export interface Traffic {
  signer: QuickSigner;
  /** Certified lots. */
  lots: Lot[];
  /** Carries a mix of statements: of ten two declare, two hand over, six attest. */
  carry(statements?: number): Promise<Measured>;
}

/** Works on a stage with certified lots, and closes it. */
export async function onStage<T>(stage: Stage, work: (traffic: Traffic, stage: Stage) => Promise<T>): Promise<T> {
  const connections = new Connections(stage.url, 64);
  try {
    const signer = new QuickSigner(stage.ledger);
    const lots = drawLots(stage, "BASE", baseLots);
    await carry(
      connections,
      lots.map((lot) => declare(stage, signer, lot)),
    );
    await carry(
      connections,
      lots.flatMap((lot) => [...examine(stage, signer, lot), weigh(stage, signer, lot)]),
    );
    await carry(
      connections,
      lots.map((lot) => certify(stage, signer, lot)),
    );
    let carried = 0;
    const carryMix = async (statements = statementsInAll): Promise<Measured> => {
      const latenciesMs: number[] = [];
      let seconds = 0;
      for (const end = carried + statements; carried < end; carried += statementsInAll) {
        const fresh = drawLots(stage, `NEW-${carried}`, statementsInAll / 5);
        const mix = fresh.flatMap((lot, index): Statement[] => {
          const base = lots[index % lots.length] ?? lot;
          const attested = Array.from({ length: 3 }, () => weigh(stage, signer, base));
          return [declare(stage, signer, lot), handOver(stage, signer, base), ...attested];
        });
        const taken = await carry(connections, mix);
        seconds += taken.seconds;
        latenciesMs.push(...taken.latenciesMs);
      }
      return { perSecond: statements / seconds, latenciesMs };
    };
    return await work({ signer, lots, carry: carryMix }, stage);
  } finally {
    connections.close();
    await stage.close();
  }
}

/**
 * What one gets by sending each statement in a transaction of its own, many under way at once, and forgetting it.
 * @returns Statements a second, until the last is included.
 */
async function naive(stage: Stage, { signer, lots }: Traffic): Promise<number> {
  const provider = new JsonRpcProvider(stage.ledgerUrl, Number(stage.ledger.chainId), {
    staticNetwork: true,
  });
  try {
    const wallet = new Wallet(Wallet.createRandom().privateKey, provider);
    const statements = Array.from({ length: peerStatements }, (_, index) => {
      const lot = lots[index % lots.length];
      if (lot === undefined) throw new Error("There are no lots");
      return weigh(stage, signer, lot);
    });
    const queue = statements.entries();
    const started = performance.now();
    const worker = async () => {
      for (const [nonce, statement] of queue) {
        const call = stage.ledger.encodeStatementCall(statement);
        await wallet.sendTransaction({ ...call, nonce, gasLimit: 500_000n, gasPrice: 0n, type: 0 });
      }
    };
    await Promise.all(Array.from({ length: peerAtOnce }, worker));
    // Nonces are in order: all are included once the count has reached their number.
    while ((await provider.getTransactionCount(wallet.address, "latest")) < statements.length) await delay(peerPollMs);
    return (statements.length * 1000) / (performance.now() - started);
  } finally {
    provider.destroy();
  }
}
