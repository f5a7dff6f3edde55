import { expect } from "chai";
import { overruleFinding } from "../../src/governance/calls.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

describeInTurn("findings that governance sets aside", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
  });

  it("are overruled by governance, and the verdict knows why without a statement", async () => {
    const { sign, ledger, governance } = world;
    const verifier = createVerifier({
      ledger,
      store,
      indexer: createIndexer({ ledger, store, forkDepth: 5, pollMs: 10 }),
    });
    const declared = await sign.declare("OVERRULED");
    const lot = lotOf(declared);
    await world.include(declared, ...(await sign.certification(declared)));
    const inspection = await sign.attest(declared, "inspection", parties.customs, "does-not-conform");
    const assay = await sign.assay(declared, "does-not-conform");
    await world.include(inspection, assay);
    const conclusion = async () => (await verifier.verifyLot(lotIdToWire(lot), { fresh: true }))?.conclusion;
    const disputed = await conclusion();
    expect(disputed).to.not.equal("valid");

    for (const [attester, statement] of [
      [parties.customs.organisation, inspection],
      [parties.laboratory.organisation, assay],
    ] as const) {
      expect(await conclusion()).to.equal(disputed);
      await governance.execute(overruleFinding({ lot, attester, finding: ledger.digest(statement) }));
    }
    expect(await conclusion()).to.equal("valid");
  });
});
