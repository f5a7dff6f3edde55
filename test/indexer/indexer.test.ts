import { expect } from "chai";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";
import { dump } from "./dump.ts";

describeEngines("indexer", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let indexer: Indexer;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
  });

  it("has the same rows whether it followed block by block, caught up at once, or was rebuilt", async function () {
    this.timeout(60_000);
    for await (const _ of history(world, "F")) await indexer.catchUp();
    const followed = await dump(store.db);
    expect(followed.statement_included).to.have.length.above(20);

    const other = await openStore(await fresh());
    await createIndexer({ ledger: world.ledger, store: other, forkDepth: 5, pollMs: 10 }).catchUp();
    const caughtUp = await dump(other.db);
    await other.close();
    expect(caughtUp).to.deep.equal(followed);

    const announced = await store.db.selectFrom("outbox").selectAll().orderBy("sequence").execute();
    await resetIndex(store.db);
    // The one that followed notices, although the ledger has no new block.
    await indexer.catchUp();
    expect(await dump(store.db)).to.deep.equal(followed);
    expect(await store.db.selectFrom("outbox").selectAll().orderBy("sequence").execute()).to.deep.equal(announced);
  });
});
