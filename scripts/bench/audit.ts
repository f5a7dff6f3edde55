import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { checkAudit } from "../../src/cli/audit-check.ts";
import { readAudit } from "../../src/cli/audit-file.ts";
import { writeParts } from "../../src/cli/write-parts.ts";
import { Client } from "../../src/client/client.ts";
import { readServiceRecord } from "../../src/data-folder/service-record.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { declare, drawLots, weigh } from "./lots.ts";
import { QuickSigner } from "./quick-sign.ts";
import { type Row, row } from "./row.ts";
import { openStage } from "./stage.ts";

const rowsInAll = 100_000;
const lotsInAll = 200;
/** Statements that are signed, and held in memory, at once. */
const atOnce = 5_000;
const sampleMs = 50;
const ever = { from: "2020-01-01", to: "2090-01-01" };

/** How long an audit of so many statements takes to be exported over HTTP and checked against the chain, and what the service needs for it. */
export async function auditRows(): Promise<Row[]> {
  const stage = await openStage();
  const connections = new Connections(stage.url, 64);
  try {
    const signer = new QuickSigner(stage.ledger);
    const lots = drawLots(stage, "LOT", lotsInAll);
    await carry(
      connections,
      lots.map((lot) => declare(stage, signer, lot)),
    );
    for (let stated = lotsInAll; stated < rowsInAll; stated += atOnce) {
      const some = Array.from({ length: Math.min(atOnce, rowsInAll - stated) }, (_, index) => lots[index % lotsInAll]);
      await carry(
        connections,
        some.flatMap((lot) => (lot === undefined ? [] : [weigh(stage, signer, lot)])),
      );
      console.error(`${Math.min(rowsInAll, stated + atOnce)} statements`);
    }
    const file = join(stage.folder, "audit.ndjson");
    const { pid = 0 } = (await readServiceRecord(stage.folder)) ?? {};
    const client = new Client(stage.url);
    const before = await residentMebibytes(pid);
    const [exportSeconds, most] = await watched(pid, () =>
      timed(() => writeParts(client.auditStatementsAs("ndjson", ever), file)),
    );
    const { ledger } = stage;
    let found: Awaited<ReturnType<typeof checkAudit>> | undefined;
    const verifySeconds = await timed(async () => {
      found = await checkAudit(readAudit(file), { ledger, rpc: ledger.rpc });
    });
    if (found?.rows !== rowsInAll || found.faultCount > 0) {
      throw new Error(`The audit of the benchmark has ${found?.rows} rows and ${found?.faultCount} faults`);
    }
    return [
      row("customs", "audit export 100000 rows seconds", "s", exportSeconds),
      row("customs", "audit export memory growth", "MiB", Math.max(0, most - before)),
      row("customs", "audit verify 100000 rows seconds", "s", verifySeconds),
    ];
  } finally {
    connections.close();
    await stage.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

/** What a process comes to hold in memory at most while something is done. */
async function watched<T>(pid: number, work: () => Promise<T>): Promise<[T, number]> {
  let most = 0;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      most = Math.max(most, await residentMebibytes(pid));
      await delay(sampleMs);
    }
  })();
  const result = await work().finally(() => {
    isDone = true;
  });
  await watching;
  return [result, most];
}

async function residentMebibytes(pid: number): Promise<number> {
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1_024;
}
