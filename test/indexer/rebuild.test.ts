import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { openStore } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { history } from "../fixtures/history.ts";
import { createWorld } from "../fixtures/world.ts";
import { dump } from "./dump.ts";

describe("rebuilding the index of an embedded ledger", () => {
  it("gives the same tables from block 0, whatever its engine has forgotten behind a snapshot", async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), "ytterby-rebuild-"));
    const snapshots: string[] = [];
    const start = () =>
      startEmbeddedLedger({
        folder: join(folder, "ledger"),
        chainId: 31_337,
        blockPeriodMs: 1,
        snapshotAfterMs: 100,
        onProgress: (line) => void (line.includes("a snapshot") && snapshots.push(line)),
      });
    const store = await openStore({ folder });
    let node = await start();
    let rpc = new Rpc(node.rpcUrl);
    try {
      const world = await createWorld(rpc);
      for await (const _ of history(world, "R"));
      const { manifest } = world.ledger;
      const index = async () => {
        const ledger = await connectLedger(rpc, manifest);
        await createIndexer({ ledger, store, forkDepth: 5, pollMs: 10 }).catchUp();
        return dump(store.db);
      };
      const followed = await index();
      expect(followed.statement_included).to.have.length.greaterThan(20);
      expect(snapshots).to.have.length.greaterThan(0);
      for (const restart of [false, true]) {
        if (restart) {
          rpc.close();
          await node.close();
          node = await start();
          rpc = new Rpc(node.rpcUrl);
        }
        await resetIndex(store.db);
        expect(await index()).to.deep.equal(followed);
      }
    } finally {
      rpc.close();
      await node.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
