import { expect } from "chai";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";
import { type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";
import { dump } from "./dump.ts";

const DEPTH = 4;

describeEngines("indexer on a node in trouble", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let proxy: RpcProxy;
  let ledger: Ledger;
  let store: Store;
  let indexer: Indexer;
  let truth: Awaited<ReturnType<typeof dump>>;

  const openIndexer = (pollMs = 60_000) => createIndexer({ ledger, store, forkDepth: DEPTH, pollMs });

  const failureOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "no failure",
      (error: unknown) => String(error),
    );

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    for await (const _ of history(world, "T"));
    proxy = await startRpcProxy(world.ledger.rpc);
    onClose(() => proxy.close());
    ledger = await connectLedger(proxy.rpc, world.ledger.manifest);
    store = await openStore(await fresh());
    onClose(() => store.close());
    await openIndexer().catchUp();
    truth = await dump(store.db);
  });

  beforeEach(async () => {
    proxy.bend();
    await resetIndex(store.db);
    indexer = openIndexer();
  });

  it("takes a node that lags behind the index for no fork", async () => {
    await indexer.catchUp();
    const tip = indexer.status().indexedBlock ?? 0n;
    for (const lag of [1n, 2n, BigInt(DEPTH) + 1n, tip]) {
      proxy.bend((method, params, forward) =>
        method === "eth_getBlockByNumber" && params[0] === "latest"
          ? world.ledger.rpc.call(method, [`0x${(tip - lag).toString(16)}`, false])
          : forward(),
      );
      await indexer.catchUp();
      expect(indexer.status()).to.include({ state: "following", indexedBlock: tip, tipBlock: tip - lag });
      expect(await dump(store.db)).to.deep.equal(truth);
    }
  });

  it("waits for a node that has a block but not its receipts yet", async () => {
    proxy.bend((method, _params, forward) => (method === "eth_getBlockReceipts" ? null : forward()));
    expect(await failureOf(indexer.catchUp())).to.contain("The node has no receipts of block");
    expect(indexer.status()).to.include({ state: "failing" });
    expect((await dump(store.db)).statement_included).to.deep.equal([]);
    proxy.bend();
    await indexer.catchUp();
    expect(indexer.status()).to.include({ state: "following" });
    expect(await dump(store.db)).to.deep.equal(truth);
  });

  it("refuses blocks that do not belong together", async () => {
    const wrongHash = `0x${"ab".repeat(32)}`;
    proxy.bend(async (method, params, forward) => {
      const answer = await forward();
      return method === "eth_getBlockByNumber" && params[0] === "0x7"
        ? { ...(answer as object), hash: wrongHash }
        : answer;
    });
    expect(await failureOf(indexer.catchUp())).to.contain("Block 8 does not follow the block before it");
    proxy.bend((method, params, forward) =>
      method === "eth_getBlockByNumber" && params[0] === "0x7" ? null : forward(),
    );
    expect(await failureOf(indexer.catchUp())).to.contain("The node does not know block 7");
    proxy.bend();
    await indexer.catchUp();
    expect(await dump(store.db)).to.deep.equal(truth);
  });

  it("goes on where it halted, if the ledger comes back to what was indexed", async () => {
    await indexer.catchUp();
    const { rpc } = world.ledger;
    const tip = (await rpc.call("eth_getBlockByNumber", ["latest", false])) as { number: string };
    const old = await Promise.all(
      Array.from({ length: Number(tip.number) + 1 }, (_, i) =>
        rpc.call("eth_getBlockByNumber", [`0x${i.toString(16)}`, false]),
      ),
    );
    const other = (block: unknown) => ({ ...(block as object), hash: `0x${"cd".repeat(32)}` });
    proxy.bend((method, params, forward) => {
      if (method !== "eth_getBlockByNumber" || params[0] === "0x0") return forward();
      return other(params[0] === "latest" ? tip : old[Number(params[0])]);
    });
    expect(await failureOf(indexer.catchUp())).to.contain("The ledger forked more than 4 blocks below");
    expect(indexer.status()).to.include({ state: "halted" });
    expect(await dump(store.db)).to.deep.equal(truth);
    proxy.bend();
    await indexer.catchUp();
    expect(indexer.status()).to.include({ state: "following" });
    expect(await dump(store.db)).to.deep.equal(truth);
  });

  it("refuses the index of another ledger", async () => {
    await indexer.catchUp();
    const { contracts, ...manifest } = world.ledger.manifest;
    const Participants = { ...contracts.Participants, address: contracts.Lots.address };
    const another = { ...world.ledger, manifest: { ...manifest, contracts: { ...contracts, Participants } } };
    const stranger = createIndexer({ ledger: another, store, forkDepth: DEPTH, pollMs: 60_000 });
    expect(await failureOf(stranger.start())).to.contain("The database holds the index of another ledger");
    expect(await dump(store.db)).to.deep.equal(truth);
  });

  it("shares one database with other indexers: each row is written once", async () => {
    const several = [1, 2, 3].map(() => openIndexer());
    await Promise.all(several.map((one) => one.catchUp()));
    expect(await dump(store.db)).to.deep.equal(truth);
    for (const one of several) expect(one.status().indexedBlock).to.equal(several[0]?.status().indexedBlock);
  });

  it("follows on its own, tells of every block, and ends when it is stopped", async () => {
    const following = openIndexer(1);
    const tip = BigInt(String(await world.ledger.rpc.call("eth_blockNumber", [])));
    const reached = new Promise<void>((resolve) => {
      following.onBlock(({ number }) => number === tip && resolve());
    });
    await following.start();
    await reached;
    await following.stop();
    expect(await dump(store.db)).to.deep.equal(truth);
    expect(await failureOf(following.catchUp())).to.contain("The indexer is stopped");
  });
});
