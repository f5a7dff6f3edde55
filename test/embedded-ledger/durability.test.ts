import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { anvil } from "../../src/embedded-ledger/anvil.ts";
import { killOrphan } from "../../src/embedded-ledger/kill-orphan.ts";
import { parseQuantity, Rpc, RpcError } from "../../src/rpc/rpc.ts";
import { times } from "../support/depth.ts";
import { deployReader, readerCall, readerContract } from "./reader-contract.ts";
import { account, signed } from "./transactions.ts";

const rounds = times(4, 10);
const senders = 4;
const seed = 20_261_123;

interface Seen {
  readonly blockHash: string;
  readonly transactionIndex: string;
  readonly status: string;
}

describe("durability of the embedded ledger", function () {
  this.timeout(180_000);

  const policies: [string, number][] = [
    ["without snapshots", 3_600_000],
    ["with a snapshot of every block", 0],
    ["with a snapshot now and then", 20],
  ];
  for (const [how, snapshotAfterMs] of policies) {
    it(`has all that was ever seen in a block after each of ${rounds} kills, ${how} (seed ${seed})`, async function () {
      // Each start of the other engine takes seconds, and the journal is the same.
      if (anvil() === undefined) return this.skip();
      const folder = mkdtempSync(join(tmpdir(), "ytterby-kill-"));
      const random = generator(seed);
      const seen = new Map<string, Seen>();
      let ledger: ChildProcess | undefined;
      try {
        for (let round = 1; round <= rounds; round++) {
          const started = await startLedger(folder, snapshotAfterMs);
          ledger = started.process;
          await requireAll(started.rpc, seen);
          await deployReader(started.rpc);
          const enough = seen.size + 1 + Math.floor(random() * 60);
          const load = runLoad(started.rpc, seen);
          while (seen.size < enough) await Promise.race([delay(1), load]);
          await delay(random() * 15);
          // In some rounds the engine dies first, so that the ledger is killed while it makes the blocks again.
          if (random() < 0.3) {
            for (const slot of ["engine", "engine-b"]) killEngine(join(folder, `${slot}.pid`));
            await delay(random() * 100);
          }
          ledger.kill("SIGKILL");
          await once(ledger, "close");
          await load;
          started.rpc.close();
        }
        const last = await startLedger(folder, snapshotAfterMs);
        ledger = last.process;
        await requireAll(last.rpc, seen);
        last.rpc.close();
        expect(seen.size).to.be.greaterThan(rounds);
      } finally {
        if (ledger !== undefined) await end(ledger, folder);
        rmSync(folder, { recursive: true });
      }
    });
  }
});

async function startLedger(folder: string, snapshotAfterMs: number): Promise<{ process: ChildProcess; rpc: Rpc }> {
  const program = fileURLToPath(new URL("ledger-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, folder, String(snapshotAfterMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await Promise.race([once(child.stdout, "data"), once(child, "close")])) as unknown[];
  if (!Buffer.isBuffer(line)) throw new Error("The ledger did not start");
  return { process: child, rpc: new Rpc(line.toString().trim()) };
}

/** Sends transfers and notes every one that is seen in a block, until the ledger is gone. */
async function runLoad(rpc: Rpc, seen: Map<string, Seen>): Promise<void> {
  const send = async (n: number): Promise<void> => {
    const wallet = account(n);
    let nonce = Number(parseQuantity(await rpc.call("eth_getTransactionCount", [wallet.address, "latest"])));
    for (;;) {
      // Some revert, having read what is empty.
      const raws = Array.from({ length: 5 }, (_, i) => {
        const data = readerCall(nonce, n * 1_000 + nonce, i % 2);
        return signed(wallet, nonce++, { to: readerContract, data, gasLimit: 100_000 });
      });
      const calls = raws.map((raw) => ({ method: "eth_sendRawTransaction", params: [raw] }));
      const waiting = new Set(await rpc.batch(calls));
      while (waiting.size > 0) {
        for (const hash of waiting) {
          const receipt = (await rpc.call("eth_getTransactionReceipt", [hash])) as Seen | null;
          if (receipt === null) continue;
          seen.set(String(hash), receipt);
          waiting.delete(hash);
        }
      }
    }
  };
  // All of them are to be gone before the next round, not only the first.
  const ends = await Promise.allSettled(Array.from({ length: senders }, (_, n) => send(n)));
  for (const { reason } of ends as PromiseRejectedResult[]) {
    if (!(reason instanceof RpcError && reason.retryable)) throw reason;
  }
}

async function requireAll(rpc: Rpc, seen: ReadonlyMap<string, Seen>): Promise<void> {
  const hashes = [...seen.keys()];
  const calls = hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] }));
  const receipts = (await rpc.batch(calls)) as (Seen | null)[];
  for (const [i, hash] of hashes.entries()) expect(receipts[i], hash).to.deep.equal(seen.get(hash));
}

/** Ends what a failed test left running: the ledger, and the engine that it can no longer end itself. */
async function end(ledger: ChildProcess, folder: string): Promise<void> {
  if (ledger.exitCode === null && ledger.signalCode === null) {
    ledger.kill("SIGKILL");
    await once(ledger, "close");
  }
  for (const slot of ["engine", "engine-b"]) await killOrphan(join(folder, `${slot}.pid`), folder);
}

/** Kills an engine, if there is one. */
function killEngine(pidFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, "utf8"));
    // What is half written is no number; 0 would mean this process and its like.
    if (pid > 1) process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** The mulberry32 sequence: the same numbers below 1 for the same seed. */
function generator(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
