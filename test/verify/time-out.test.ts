import { expect } from "chai";
import { timeOut } from "../../src/governance/calls.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { readContract } from "../fixtures/read-contract.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

const HALF_A_YEAR = 180 * 86_400;

describeInTurn("a consignment that everybody forgot", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
  });

  it("is returned by governance once its time is out, and the verdict knows why without a statement", async () => {
    const { sign, ledger, governance } = world;
    const { miner, refiner } = parties;
    const indexer = createIndexer({ ledger, store, forkDepth: 5, pollMs: 10 });
    const verifier = createVerifier({ ledger, store, indexer });
    const declared = await sign.declare("FORGOTTEN");
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, refiner, [{ lot, grams: 9_000n }]);
    await world.include(declared, ...(await sign.certification(declared)), sent);

    const early = await governance.execute(timeOut(sent.message)).then(
      () => "done",
      (error: Error) => error.message,
    );
    expect(early).to.contain("TimeOutTooEarly");

    await ledger.rpc.call("evm_increaseTime", [HALF_A_YEAR + 1]);
    await governance.execute(timeOut(sent.message));
    const { 0: held } = await readContract(ledger, "Lots", "balanceOf", miner.organisation, lotIdToWire(lot));
    expect(held).to.equal(declared.message.content.massGrams);

    const verdict = await verifier.verifyLot(lotIdToWire(lot), { fresh: true });
    expect(verdict?.conclusion).to.equal("valid");
    expect(verdict?.whereabouts).to.have.lengthOf(1);
    expect(verdict?.shortGrams).to.equal(0n);
    const row = await store.db.selectFrom("consignment").select(["status", "closure"]).executeTakeFirstOrThrow();
    expect(row.status).to.equal("returned");
  });
});
