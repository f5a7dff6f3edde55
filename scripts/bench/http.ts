import { spawn } from "node:child_process";
import { join } from "node:path";
import autocannon from "autocannon";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { findPostgresql, startPostgresql } from "../../test/store/postgresql-cluster.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { certify, declare, drawLots, examine, weigh } from "./lots.ts";
import { percentile } from "./percentile.ts";
import { QuickSigner } from "./quick-sign.ts";
import { type Row, row } from "./row.ts";
import { openStage, type Stage, stop } from "./stage.ts";
import { steadily } from "./steadily.ts";

const lotsInAll = 1_000;
const dossierLength = 30;
const seconds = 10;

/** How fast lots with dossiers are verified over HTTP: with the embedded database, and with a PostgreSQL where there is one. */
export async function httpRows(): Promise<Row[]> {
  const embedded = await measure(await openStage());
  const plain = await constant(embedded.answerLength);
  const peer = { name: "Express, constant of the same size", figure: plain };
  const rows = rowsOf(embedded, "", peer);
  const bin = findPostgresql();
  if (bin === undefined) {
    console.error("PostgreSQL is not installed (Debian: apt-get install postgresql): its rows are left out.");
    return rows;
  }
  const cluster = startPostgresql(bin);
  try {
    return [...rows, ...rowsOf(await measure(await openStage(await cluster.createDatabase())), ", PostgreSQL", peer)];
  } finally {
    cluster.stop();
  }
}

interface Measured {
  latenciesMs: number[];
  perSecond: number;
  answerLength: number;
}

function rowsOf({ latenciesMs, perSecond }: Measured, store: string, peer: { name: string; figure: number }): Row[] {
  return [
    row("http", `verification p99${store}`, "ms", percentile(latenciesMs, 99)),
    row("http", `verification p50${store}`, "ms", percentile(latenciesMs, 50)),
    row("http", `verification requests per second${store}`, "1/s", perSecond, peer),
  ];
}

async function measure(stage: Stage): Promise<Measured> {
  const connections = new Connections(stage.url, 64);
  try {
    const signer = new QuickSigner(stage.ledger);
    const lots = drawLots(stage, "LOT", lotsInAll);
    await carry(
      connections,
      lots.map((lot) => declare(stage, signer, lot)),
    );
    // Declaration, assay, footprint and certificate are the other four.
    const weights = lots.flatMap((lot): Statement[] =>
      Array.from({ length: dossierLength - 4 }, () => weigh(stage, signer, lot)),
    );
    await carry(connections, [...lots.flatMap((lot) => examine(stage, signer, lot)), ...weights]);
    await carry(
      connections,
      lots.map((lot) => certify(stage, signer, lot)),
    );

    const paths = lots.map(({ id }) => `/v1/verify/lots/${lotIdToWire(id)}`);
    const answers = await Promise.all(paths.map((path) => connections.get(path)));
    for (const { body } of answers) {
      if (!body.includes('"conclusion":"valid"')) throw new Error(`A lot of the benchmark is not valid: ${body}`);
    }
    const latenciesMs = await steadily(stage.url, paths);
    const perSecond = await saturate(stage.url, paths);
    return { latenciesMs, perSecond, answerLength: answers[0]?.body.length ?? 0 };
  } finally {
    connections.close();
    await stage.close();
  }
}

async function saturate(url: string, paths: readonly string[]): Promise<number> {
  const requests = paths.map((path) => ({ path }));
  const {
    requests: answered,
    non2xx,
    errors,
  } = await autocannon({ url, connections: 32, duration: seconds, requests });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests were not answered with 200`);
  return answered.average;
}

async function constant(size: number): Promise<number> {
  const script = join(import.meta.dirname, "constant-server.ts");
  const child = spawn(process.execPath, [script, String(size)], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.on("data", (chunk) => resolve(String(chunk).match(/http:\S+/)?.[0] ?? ""));
      child.once("exit", () => reject(new Error("The peer ended")));
    });
    return await saturate(url, ["/"]);
  } finally {
    await stop(child);
  }
}
