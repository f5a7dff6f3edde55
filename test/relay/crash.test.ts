import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { computeAddress } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { writeManifest } from "../../src/ledger/manifest.ts";
import type { RelayStep } from "../../src/relay/steps.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import { recordedStatement } from "../../src/statements/recorded.ts";
import { type Statement, statementToWire } from "../../src/statements/statement.ts";
import { createWorld, type World } from "../fixtures/world.ts";
import { RelayChild } from "./relay-child.ts";
import { relayKey } from "./relay-fixture.ts";

const STEPS: RelayStep[] = ["accepted", "allocated", "stored", "broadcast", "mined", "reconciled"];

describe("relay, killed", function () {
  this.timeout(60_000);
  let folder: string;
  let world: World;
  let accepted: Hex[];
  let running: RelayChild;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-crash-"));
    const node = await startEmbeddedLedger({ folder: join(folder, "ledger"), chainId: 31_337, blockPeriodMs: 1 });
    const rpc = new Rpc(node.rpcUrl);
    world = await createWorld(rpc);
    await writeManifest(join(folder, "manifest.json"), world.ledger.manifest);
    rpc.close();
    await node.close();
    accepted = [];
    running = await RelayChild.start({ folder, relayKey, forkDepth: 64 });
  });

  after(async () => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Submits statements at once; those whose acceptance was answered are noted. */
  const submit = (process: RelayChild, statements: Statement[]): Promise<void>[] =>
    statements.map(async (statement) => {
      const answer = await process.ask({ ask: "accept", submission: statementToWire(statement) });
      expect(answer).to.include({ outcome: "accepted" });
      accepted.push(world.sign.digest(statement));
    });

  const declarations = (prefix: string, count: number): Promise<Statement[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => world.sign.declare(`${prefix}-${index}`)));

  const allIncluded = async (process: RelayChild): Promise<void> => {
    const deadline = Date.now() + 45_000;
    for (const id of accepted) {
      for (;;) {
        const status = (await process.ask({ ask: "status", id })) as { state: string } | null;
        if (status?.state === "included") break;
        if (Date.now() > deadline) throw new Error(`${id} is ${JSON.stringify(status)}`);
        await delay(5);
      }
    }
  };

  /** How often each statement stands in the ledger's events. */
  const recorded = async (rpc: Rpc): Promise<Map<Hex, number>> => {
    const ledger = await connectLedger(rpc, world.ledger.manifest);
    const logs = (await rpc.call("eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest" }])) as [];
    const counts = new Map<Hex, number>();
    for (const log of logs) {
      const event = ledger.decodeLog(log);
      const record = event && recordedStatement(event.contract, event.name, event.args);
      if (record) counts.set(record.digest, (counts.get(record.digest) ?? 0) + 1);
    }
    return counts;
  };

  for (const step of STEPS) {
    it(`after "${step}" and started again, has put every accepted statement on the ledger exactly once`, async () => {
      await Promise.all(submit(running, await declarations(`BEFORE-${step}`, 5)));
      const ended = once(running.child, "exit");
      await running.ask({ ask: "crash", after: step });
      const during = Promise.allSettled(submit(running, await declarations(`DURING-${step}`, 20)));
      expect((await ended)[1]).to.equal("SIGKILL");
      await during;

      running = await RelayChild.start({ folder, relayKey, forkDepth: 64 });
      await Promise.all(submit(running, await declarations(`AFTER-${step}`, 5)));
      await allIncluded(running);

      const rpc = new Rpc(running.rpcUrl);
      const counts = await recorded(rpc);
      expect(accepted.filter((digest) => counts.get(digest) !== 1)).to.deep.equal([]);
      expect([...counts.values()].filter((count) => count !== 1)).to.deep.equal([]);
      const nonce = await rpc.call("eth_getTransactionCount", [computeAddress(relayKey), "latest"]);
      const pending = await rpc.call("eth_getTransactionCount", [computeAddress(relayKey), "pending"]);
      expect(parseQuantity(pending)).to.equal(parseQuantity(nonce));
      rpc.close();
    });
  }
});
