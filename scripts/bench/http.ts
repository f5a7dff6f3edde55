import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import autocannon from "autocannon";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { certify, declare, drawLots, examine, weigh } from "./lots.ts";
import { percentile } from "./percentile.ts";
import { QuickSigner } from "./quick-sign.ts";
import { type Row, row } from "./row.ts";
import { openStage, stop } from "./stage.ts";

const lotsInAll = 200;
const dossierLength = 30;
const ratePerSecond = 500;
const seconds = 10;

/** How fast lots with dossiers are verified over HTTP. */
export async function httpRows(): Promise<Row[]> {
  const stage = await openStage();
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
    const latencies = await steadily(connections, paths);
    const saturation = await saturate(stage.url, paths);
    const plain = await constant(answers[0]?.body.length ?? 0);
    return [
      row("http", "verification p99", "ms", percentile(latencies, 99)),
      row("http", "verification p50", "ms", percentile(latencies, 50)),
      row("http", "verification requests per second", "1/s", saturation, {
        name: "Express, constant of the same size",
        figure: plain,
      }),
    ];
  } finally {
    connections.close();
    await stage.close();
  }
}

/**
 * Asks at a fixed rate, whatever the answers take.
 * @returns Milliseconds from when each request was due until it was answered, so that waiting for a slow one counts.
 */
async function steadily(connections: Connections, paths: readonly string[]): Promise<number[]> {
  const started = performance.now() + 100;
  const requests = Array.from({ length: ratePerSecond * seconds }, async (_, index) => {
    const due = started + (index * 1000) / ratePerSecond;
    await delay(due - performance.now());
    const { status } = await connections.get(paths[index % paths.length] ?? "");
    if (status !== 200) throw new Error(`A verification was answered with ${status}`);
    return performance.now() - due;
  });
  return Promise.all(requests);
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
