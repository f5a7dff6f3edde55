import { expect } from "chai";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { parseQuantity, RpcError } from "../../src/rpc/rpc.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";
import { type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";
import { dump } from "./dump.ts";

const DEPTH = 4;

describeEngines("indexer over forks", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let reference: Store;
  let indexer: Indexer;
  let declared: Statement<"declare">;
  /** The ledger as each test finds it: what others have left there would be indexed three times in each. */
  let beginning: unknown;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    declared = await world.sign.declare("FORK");
    await world.include(declared, ...(await world.sign.certification(declared)));
    beginning = await world.ledger.rpc.call("evm_snapshot", []);
    store = await openStore(await fresh());
    onClose(() => store.close());
    reference = await openStore(await fresh());
    onClose(() => reference.close());
  });

  beforeEach(async () => {
    await world.ledger.rpc.call("evm_revert", [beginning]);
    beginning = await world.ledger.rpc.call("evm_snapshot", []);
    await resetIndex(store.db);
    await store.db.deleteFrom("checkpoint").execute();
    await store.db.deleteFrom("outbox").execute();
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: DEPTH, pollMs: 10 });
  });

  /** Mines one statement a block, and hands each block to the indexer. */
  const mine = async (...statements: Statement[]) => {
    for (const statement of statements) {
      await world.include(statement);
      await indexer.catchUp();
    }
  };

  const moves = async (count: number): Promise<Statement[]> => {
    const { miner, refiner } = parties;
    const list: Statement[] = [];
    for (let i = 0; i < count; i++) {
      list.push(await world.sign.handOver(miner, refiner, lotOf(declared), BigInt(i + 1)));
    }
    return list;
  };

  const rebuilt = async () => {
    await resetIndex(reference.db);
    await createIndexer({ ledger: world.ledger, store: reference, forkDepth: DEPTH, pollMs: 10 }).catchUp();
    return dump(reference.db);
  };

  /** Without what is kept for the next fork: after a branch that is shorter than the old one it reaches less far back. */
  const content = ({ block: _block, undo: _undo, ...tables }: Awaited<ReturnType<typeof dump>>) => tables;

  for (let depth = 1; depth <= DEPTH; depth++) {
    for (const length of [depth + 1, depth, 1]) {
      it(`unwinds ${depth} blocks that ${length} others replace; its rows are those of a rebuild`, async () => {
        await mine(...(await moves(2)));
        const snapshot = await world.ledger.rpc.call("evm_snapshot", []);
        const lost = [...(await moves(depth - 1)), await world.sign.declare(`LOST-${depth}-${length}`)];
        await mine(...lost);
        const lostDigests = lost.map((statement) => world.sign.digest(statement));
        await world.ledger.rpc.call("evm_revert", [snapshot]);
        await world.include(...(await moves(length)));
        await indexer.catchUp();
        expect(content(await dump(store.db))).to.deep.equal(content(await rebuilt()));
        await mine(...(await moves(depth - 1)));
        expect(await dump(store.db)).to.deep.equal(await rebuilt());
        expect(indexer.status().state).to.equal("following");
        const unwound = await store.db
          .selectFrom("outbox")
          .select("digest")
          .where("type", "=", "unwound")
          .orderBy("sequence")
          .execute();
        expect(unwound.map(({ digest }) => digest)).to.deep.equal(lostDigests.reverse());
      });
    }
  }

  it("puts back what was included again after the fork", async () => {
    await mine(...(await moves(1)));
    const snapshot = await world.ledger.rpc.call("evm_snapshot", []);
    const same = await moves(2);
    await mine(...same);
    await world.ledger.rpc.call("evm_revert", [snapshot]);
    await world.ledger.rpc.call("evm_mine", []);
    await world.includeTogether(same);
    await indexer.catchUp();
    expect(await dump(store.db)).to.deep.equal(await rebuilt());
    const told = await store.db
      .selectFrom("outbox")
      .select(["type", "digest"])
      .where("type", "!=", "final")
      .orderBy("sequence")
      .execute();
    const [first, second] = same.map((statement) => world.sign.digest(statement));
    expect(told.slice(-6).map(({ type, digest }) => [type, digest])).to.deep.equal([
      ["included", first],
      ["included", second],
      ["unwound", second],
      ["unwound", first],
      ["included", first],
      ["included", second],
    ]);
  });

  it("halts on a deeper fork, says so, and deletes nothing", async () => {
    await mine(...(await moves(1)));
    const snapshot = await world.ledger.rpc.call("evm_snapshot", []);
    await mine(...(await moves(DEPTH + 1)));
    const before = await dump(store.db);
    await world.ledger.rpc.call("evm_revert", [snapshot]);
    await world.include(...(await moves(DEPTH + 2)));
    const states: string[] = [];
    const halting = createIndexer({
      ledger: world.ledger,
      store,
      forkDepth: DEPTH,
      pollMs: 10,
      onState: ({ state }) => states.push(state),
    });
    const failure = await halting.catchUp().catch((error: unknown) => error);
    expect(String(failure)).to.contain("The ledger forked more than 4 blocks below block");
    expect(halting.status()).to.include({ state: "halted" });
    expect(states).to.deep.equal(["halted"]);
    expect(await dump(store.db)).to.deep.equal(before);

    const restarted = createIndexer({ ledger: world.ledger, store, forkDepth: DEPTH, pollMs: 60_000 });
    await restarted.start();
    expect(restarted.status()).to.include({ state: "halted" });
    await restarted.stop();
    expect(await dump(store.db)).to.deep.equal(before);
  });

  describe("on a node that says what is final", () => {
    let proxy: RpcProxy;
    let ledger: Ledger;

    before(async () => {
      proxy = await startRpcProxy(world.ledger.rpc);
      onClose(() => proxy.close());
      ledger = await connectLedger(proxy.rpc, world.ledger.manifest);
    });

    beforeEach(() => {
      indexer = createIndexer({ ledger, store, forkDepth: DEPTH, usesTag: true, pollMs: 10 });
    });

    /** Has the node call a block final; undefined: it knows none. */
    const finalIs = (number: bigint | undefined) =>
      proxy.bend((method, params, forward) => {
        if (method !== "eth_getBlockByNumber" || params[0] !== "finalized") return forward();
        if (number === undefined) throw new RpcError("rpc", "finalized block not found", { code: -39_001 });
        return world.ledger.rpc.call(method, [`0x${number.toString(16)}`, false]);
      });
    const newest = async () => parseQuantity(await world.ledger.rpc.call("eth_blockNumber", []));
    const finalTo = async () =>
      (await store.db.selectFrom("checkpoint").select("final_to").executeTakeFirstOrThrow()).final_to;

    it("holds final what the node does, and unwinds down to there, however deep", async () => {
      await mine(...(await moves(1)));
      const final = await newest();
      finalIs(final);
      const snapshot = await world.ledger.rpc.call("evm_snapshot", []);
      await mine(...(await moves(DEPTH + 3)));
      expect([await finalTo(), indexer.status().finalTo]).to.deep.equal([final, final]);
      await world.ledger.rpc.call("evm_revert", [snapshot]);
      await world.include(...(await moves(2)));
      await indexer.catchUp();
      expect(indexer.status()).to.include({ state: "following", indexedBlock: final + 2n });
      expect(content(await dump(store.db))).to.deep.equal(content(await rebuilt()));
      // Another node that is behind takes nothing back of it, and no block is final before it is there.
      finalIs(final - 1n);
      await mine(...(await moves(1)));
      expect(await finalTo()).to.equal(final);
      finalIs(final + 3n);
      await mine(...(await moves(1)));
      expect(await finalTo()).to.equal(final + 3n);
    });

    it("halts where what was final is another, and says so", async () => {
      await mine(...(await moves(1)));
      const snapshot = await world.ledger.rpc.call("evm_snapshot", []);
      const final = (await newest()) + 2n;
      await world.include(...(await moves(1)));
      await world.include(...(await moves(1)));
      finalIs(final);
      await mine(...(await moves(1)));
      await world.ledger.rpc.call("evm_revert", [snapshot]);
      await world.include(...(await moves(2)));
      for (const each of await moves(2)) await world.include(each);
      const failure = await indexer.catchUp().catch((error: unknown) => error);
      expect(String(failure)).to.contain(`The ledger forked below block ${final}, which its node had called final.`);
      expect(indexer.status()).to.include({ state: "halted" });
    });

    it("counts blocks where the node knows no such block", async () => {
      finalIs(undefined);
      await mine(...(await moves(2)));
      expect([await finalTo(), indexer.status().finalTo]).to.deep.equal([(await newest()) - BigInt(DEPTH), undefined]);
    });
  });
});
