import { expect } from "chai";
import { sql } from "kysely";
import type { Hex } from "../../src/domain/hex.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { createVerifier, type Verifier } from "../../src/verify/verifier.ts";
import { indexFaults } from "../../src/watch/index-faults.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

describeEngines("an index of which rows are gone", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let indexer: Indexer;
  let verifier: Verifier;
  let lot: Hex;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
    const declared = await world.sign.declare("GAP-1");
    lot = lotIdToWire(lotOf(declared));
    await world.include(declared, ...(await world.sign.certification(declared)));
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 4, pollMs: 60_000 });
    verifier = createVerifier({ ledger: world.ledger, store, indexer });
    await indexer.catchUp();
  });

  const conclusion = async () => (await verifier.verifyLot(lot, { fresh: true }))?.conclusion;

  it("is told of by an alarm that names the lot, until a verdict finds it whole again", async () => {
    expect(await conclusion()).to.equal("valid");
    expect(indexFaults(verifier.lacking())).to.deep.equal([]);
    await sql`delete from dossier_link where lot = ${lot} and position = 3`.execute(store.db);
    expect(await conclusion()).to.equal("unsettled");
    expect(indexFaults(verifier.lacking())).to.deep.equal([
      { code: "index-lacking", detail: `It lacked in the last verdict of ${lot}.` },
    ]);
    await resetIndex(store.db);
    await indexer.catchUp();
    expect(await conclusion()).to.equal("valid");
    expect(indexFaults(verifier.lacking())).to.deep.equal([]);
  });

  it("is told of with the first lots and how many more", () => {
    const lots = Array.from({ length: 5 }, (_, n): Hex => `0x${n}`);
    expect(indexFaults(lots)[0]?.detail).to.equal("It lacked in the last verdict of 0x0, 0x1, 0x2, and of 2 more.");
  });
});
