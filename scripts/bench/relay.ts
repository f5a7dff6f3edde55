import { setTimeout as delay } from "node:timers/promises";
import { JsonRpcProvider, Wallet } from "ethers";
import type { Statement } from "../../src/statements/statement.ts";
import { findPostgresql, startPostgresql } from "../../test/store/postgresql-cluster.ts";
import { backfill } from "./backfill.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { certify, declare, drawLots, examine, handOver, weigh } from "./lots.ts";
import { percentile } from "./percentile.ts";
import { QuickSigner } from "./quick-sign.ts";
import { type Row, row } from "./row.ts";
import { openStage, type Stage } from "./stage.ts";

const statementsInAll = 6_000;
const baseLots = 50;
const peerStatements = 1_000;
const peerAtOnce = 32;
const peerPollMs = 10;

/**
 * How many statements a second get from an HTTP request into the index, how long one takes, and how fast a whole ledger is
 * indexed: with the embedded database, and with a PostgreSQL where there is one.
 */
export async function relayRows(): Promise<Row[]> {
  const embedded = await measure(await openStage(), undefined, true);
  const rows = rowsOf(embedded, "");
  const bin = findPostgresql();
  if (bin === undefined) {
    console.error("PostgreSQL is not installed (Debian: apt-get install postgresql): its rows are left out.");
    return rows;
  }
  const cluster = startPostgresql(bin);
  try {
    const measured = await measure(
      await openStage(await cluster.createDatabase()),
      await cluster.createDatabase(),
      false,
    );
    return [...rows, ...rowsOf(measured, ", PostgreSQL")];
  } finally {
    cluster.stop();
  }
}

interface Measured {
  perSecond: number;
  latenciesMs: number[];
  indexedPerSecond: number;
  naivePerSecond: number | undefined;
}

function rowsOf({ perSecond, latenciesMs, indexedPerSecond, naivePerSecond }: Measured, store: string): Row[] {
  const peer =
    naivePerSecond === undefined ? undefined : { name: "ethers, a transaction each", figure: naivePerSecond };
  return [
    row("relay", `statements per second end to end${store}`, "1/s", perSecond, peer),
    row("relay", `submission to inclusion p50${store}`, "ms", percentile(latenciesMs, 50)),
    row("relay", `submission to inclusion p99${store}`, "ms", percentile(latenciesMs, 99)),
    row("relay", `indexer events per second${store}`, "1/s", indexedPerSecond),
  ];
}

/** @param emptyDatabase Where the ledger is indexed once more; an embedded one if left out. */
async function measure(stage: Stage, emptyDatabase: string | undefined, withPeer: boolean): Promise<Measured> {
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

    const fresh = drawLots(stage, "NEW", statementsInAll / 5);
    // Of ten statements two declare, two hand over, six attest.
    const mix = fresh.flatMap((lot, index): Statement[] => {
      const base = lots[index % lots.length] ?? lot;
      const attested = Array.from({ length: 3 }, () => weigh(stage, signer, base));
      return [declare(stage, signer, lot), handOver(stage, signer, base), ...attested];
    });
    const { seconds, latenciesMs } = await carry(connections, mix);
    const naivePerSecond = withPeer ? await naive(stage, signer, lots) : undefined;
    const indexedPerSecond = await backfill(stage.ledger, emptyDatabase);
    return { perSecond: mix.length / seconds, latenciesMs, indexedPerSecond, naivePerSecond };
  } finally {
    connections.close();
    await stage.close();
  }
}

/**
 * What one gets by sending each statement in a transaction of its own, many under way at once, and forgetting it.
 * @returns Statements a second, until the last is included.
 */
async function naive(stage: Stage, signer: QuickSigner, lots: ReturnType<typeof drawLots>): Promise<number> {
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
