import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { computeAddress, hexlify, randomBytes } from "ethers";
import { startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { deployContracts } from "../../src/ledger/deploy.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { createOrganisations } from "../demo/organisation.ts";
import { govern } from "../demo/steps/govern.ts";
import { declare, drawLots, weigh } from "./lots.ts";
import { percentile } from "./percentile.ts";
import { QuickSigner } from "./quick-sign.ts";
import { QuickSender } from "./quick-transaction.ts";
import { type Row, row } from "./row.ts";

const transactions = 100_000;
const lotsInAll = 200;
const starts = 5;
const atOnce = 250;
const gasOfOne = 400_000;
const chainId = 31_337;

/** How long the embedded ledger takes to start after so many transactions, each of which carries a statement. */
export async function ledgerRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-bench-"));
  const start = () =>
    startEmbeddedLedger({
      folder: join(folder, "ledger"),
      chainId,
      blockPeriodMs: 100,
      onProgress: (line) => console.error(line),
    });
  try {
    const filling = await start();
    const began = performance.now();
    await fill(filling.rpcUrl);
    const seconds = (performance.now() - began) / 1000;
    await filling.close();

    const startMs: number[] = [];
    for (let n = 0; n < starts; n++) {
      const before = performance.now();
      const ledger = await start();
      const rpc = new Rpc(ledger.rpcUrl);
      // Started is what answers: also for the first of all blocks.
      await rpc.batch(["latest", "0x1"].map((block) => ({ method: "eth_getBlockByNumber", params: [block, true] })));
      startMs.push(performance.now() - before);
      rpc.close();
      await ledger.close();
    }
    return [
      row("ledger", "embedded ledger start with 100,000 transactions", "ms", percentile(startMs, 50)),
      row("ledger", "embedded ledger transactions per second", "1/s", transactions / seconds),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(url: string): Promise<void> {
  const rpc = new Rpc(url);
  try {
    const governorKey = hexlify(randomBytes(32));
    const governor = computeAddress(governorKey);
    const manifest = await deployContracts(rpc, governorKey, { governor, uri: "" });
    const ledger = await connectLedger(rpc, manifest);
    const stage = { organisations: createOrganisations() };
    await govern(new Governance(ledger, governorKey), stage.organisations);
    const signer = new QuickSigner(ledger);
    const senderKey = hexlify(randomBytes(32));
    const sender = { key: new QuickSender(senderKey, chainId), address: computeAddress(senderKey), sent: 0 };
    const lots = drawLots(stage, "LOT", lotsInAll);
    await send(
      ledger,
      sender,
      lots.map((lot) => declare(stage, signer, lot)),
    );
    for (let n = 0; n < transactions; n += atOnce) {
      const chosen = Array.from({ length: atOnce }, (_, i) => lots[(n + i) % lotsInAll] ?? []).flat();
      await send(
        ledger,
        sender,
        chosen.map((lot) => weigh(stage, signer, lot)),
      );
    }
  } finally {
    rpc.close();
  }
}

/** Sends statements, each in a transaction of its own, and waits until most of them are included. */
async function send(
  ledger: Ledger,
  sender: { key: QuickSender; address: string; sent: number },
  statements: readonly Statement[],
): Promise<void> {
  const raws = statements.map((statement) => {
    const { to, data } = ledger.encodeStatementCall(statement);
    return sender.key.sign(to, data, gasOfOne);
  });
  await ledger.rpc.batch(raws.map((raw) => ({ method: "eth_sendRawTransaction", params: [raw] })));
  const before = sender.sent;
  sender.sent += raws.length;
  for (;;) {
    const answer = await ledger.rpc.call("eth_getTransactionCount", [sender.address, "latest"]);
    if (Number(parseQuantity(answer)) >= before) return;
    await delay(5);
  }
}
