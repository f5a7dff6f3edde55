import { expect } from "chai";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

const DEPTH = 3;

describeEngines("final statements", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let indexer: Indexer;
  let counter = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
  });

  beforeEach(async () => {
    await resetIndex(store.db);
    await store.db.deleteFrom("checkpoint").execute();
    await store.db.deleteFrom("outbox").execute();
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: DEPTH, pollMs: 10 });
    await indexer.catchUp();
    await store.db.deleteFrom("outbox").execute();
  });

  const include = async (): Promise<Statement> => {
    const statement = await world.sign.declare(`F-${counter++}`);
    await world.include(statement);
    await indexer.catchUp();
    return statement;
  };
  const mine = async (blocks: number) => {
    await world.ledger.rpc.call("anvil_mine", [`0x${blocks.toString(16)}`]);
    await indexer.catchUp();
  };
  const told = async () => {
    const rows = await store.db.selectFrom("outbox").select(["type", "digest"]).orderBy("sequence").execute();
    return rows.map(({ type, digest }) => `${type} ${digest}`);
  };

  it("are told once as many blocks lie on top as a fork may replace, in their order", async () => {
    const [a, b] = [await include(), await include()].map((statement) => world.sign.digest(statement));
    const included = [`included ${a}`, `included ${b}`];
    await mine(DEPTH - 2);
    expect(await told()).to.deep.equal(included);
    await mine(1);
    expect(await told()).to.deep.equal([...included, `final ${a}`]);
    await mine(5);
    expect(await told()).to.deep.equal([...included, `final ${a}`, `final ${b}`]);
  });

  it("are not those that a fork takes back", async () => {
    const kept = world.sign.digest(await include());
    const snapshot = await world.ledger.rpc.call("evm_snapshot", []);
    const lost = world.sign.digest(await include());
    await world.ledger.rpc.call("evm_revert", [snapshot]);
    await mine(DEPTH + 2);
    expect(await told()).to.deep.equal([`included ${kept}`, `included ${lost}`, `unwound ${lost}`, `final ${kept}`]);
  });

  it("are told once, whatever is rebuilt", async () => {
    const statement = world.sign.digest(await include());
    await mine(DEPTH);
    await resetIndex(store.db);
    await indexer.catchUp();
    await mine(1);
    expect(await told()).to.deep.equal([`included ${statement}`, `final ${statement}`]);
  });

  it("are all that are included where there are no forks", async () => {
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 0, pollMs: 10 });
    const statement = world.sign.digest(await include());
    expect((await told()).slice(-2)).to.deep.equal([`included ${statement}`, `final ${statement}`]);
  });
});
