import { expect } from "chai";
import { BlockFeed, type DecodedBlock } from "../../src/indexer/block-feed.ts";
import { BlockSource } from "../../src/indexer/block-source.ts";
import { CheckpointMovedError, placeCheckpoint } from "../../src/indexer/checkpoint.ts";
import { IndexWriter } from "../../src/indexer/index-writer.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { logQuery } from "../../src/indexer/log-query.ts";
import { type Checkpoint, readCheckpoint } from "../../src/store/index-standing.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";
import { dump } from "./dump.ts";

const DEPTH = 12;

describeEngines("index writer", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  const blocks: DecodedBlock[] = [];
  let tip: bigint;
  let truth: Awaited<ReturnType<typeof dump>>;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    for await (const _ of history(world, "W"));
    store = await openStore(await fresh());
    onClose(() => store.close());
    const source = new BlockSource(world.ledger.rpc, logQuery(world.ledger));
    const header = await source.tip();
    tip = header.number;
    const feed = new BlockFeed(world.ledger, source);
    while (BigInt(blocks.length) < tip) blocks.push(...(await feed.take(BigInt(blocks.length) + 1n, header)));
    await createIndexer({ ledger: world.ledger, store, forkDepth: DEPTH, pollMs: 60_000 }).catchUp();
    truth = await dump(store.db);
  });

  async function begin(): Promise<Checkpoint> {
    await resetIndex(store.db);
    const [start] = await new BlockSource(world.ledger.rpc, logQuery(world.ledger)).headers([0n]);
    if (start === undefined) throw new Error("There is no block 0");
    await placeCheckpoint(store.db, world.ledger, start);
    return (await readCheckpoint(store.db)) as Checkpoint;
  }

  const cut = (size: number) =>
    Array.from({ length: Math.ceil(blocks.length / size) }, (_, i) => blocks.slice(i * size, (i + 1) * size));
  const finalTo = () => tip - BigInt(DEPTH);

  for (const size of [1, 2, 7]) {
    it(`writes the same by parts of ${size} as at once, each folded while the one before is written`, async function () {
      this.timeout(60_000);
      let checkpoint = await begin();
      const writer = new IndexWriter(store.db);
      const parts = cut(size);
      for (const [i, part] of parts.entries())
        checkpoint = await writer.advance(checkpoint, part, () => parts[i + 1], finalTo());
      expect(await dump(store.db)).to.deep.equal(truth);
    });
  }

  it("writes the same where another part comes than the one that was announced", async function () {
    this.timeout(60_000);
    let checkpoint = await begin();
    const writer = new IndexWriter(store.db);
    const parts = cut(3);
    for (const [i, part] of parts.entries()) {
      // Every other time what comes is equal to what was announced, but read anew.
      checkpoint = await writer.advance(checkpoint, i % 2 === 0 ? part : [...part], () => parts[i + 1], finalTo());
    }
    expect(await dump(store.db)).to.deep.equal(truth);
  });

  it("writes nothing of a part where another indexer was faster, and goes on from where that one is", async function () {
    this.timeout(60_000);
    let checkpoint = await begin();
    const [slow, fast] = [new IndexWriter(store.db), new IndexWriter(store.db)];
    const parts = cut(4);
    for (const [i, part] of parts.entries()) {
      const before = checkpoint;
      checkpoint = await fast.advance(before, part, () => parts[i + 1], finalTo());
      const refusal = await slow.advance(before, part, () => parts[i + 1], finalTo()).catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(CheckpointMovedError);
    }
    expect(await dump(store.db)).to.deep.equal(truth);
  });
});
