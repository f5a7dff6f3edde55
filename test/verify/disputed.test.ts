import { expect } from "chai";
import { arbitrate, setLimits } from "../../src/governance/calls.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier, type Verifier } from "../../src/verify/verifier.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

const { miner, refiner, carrier } = parties;

describeInTurn("a consignment of which far less arrived than was sent", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;
  let verifier: Verifier;
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    store = await openStore(await fresh());
    onClose(() => store.close());
    const indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    verifier = createVerifier({ ledger: world.ledger, store, indexer });
  });

  /** A lot of which the refiner says that it received 1,000 g of 9,000 g. */
  async function disputed() {
    const { sign } = world;
    const declared = await sign.declare(`DISPUTED-${next++}`);
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, refiner, [{ lot, grams: 9_000n }]);
    const received = await sign.receive(sent, refiner, [1_000n]);
    await world.include(declared, ...(await sign.certification(declared)), sent, received);
    return { lot, sent, consignment: sign.digest(sent) };
  }
  async function verify(lot: bigint) {
    const verdict = await verifier.verifyLot(lotIdToWire(lot), { fresh: true });
    if (verdict === undefined) throw new Error("The lot is not known");
    const check = (id: string) => verdict.checks.find((candidate) => candidate.id === id);
    const grams = verdict.whereabouts.map(({ state, holder, country, grams: mass }) => [state, holder, country, mass]);
    return { verdict, check, grams };
  }
  const inHand = 25_000_000n - 9_000n;

  it("is shown as disputed, with whom and how much, until both sides settle", async () => {
    const { lot, sent, consignment } = await disputed();
    const open = await verify(lot);
    expect(open.verdict.conclusion).to.equal("valid");
    expect([open.verdict.disputedGrams, open.verdict.shortGrams]).to.deep.equal([8_000n, 0n]);
    expect(open.grams).to.deep.equal([
      ["in-hand", miner.organisation, "CN", inHand],
      ["in-hand", refiner.organisation, "CN", 1_000n],
      ["disputed", refiner.organisation, "CN", 8_000n],
    ]);
    expect(open.verdict.whereabouts[2]?.consignment).to.equal(consignment);
    expect(open.check("custody-unbroken")).to.deep.include({ status: "pass" });
    expect(open.check("custody-unbroken")?.reason.en).to.contain("in dispute");
    expect(open.check("custody-unbroken")?.data).to.include({ disputedGrams: 8_000, shortGrams: 0 });
    expect(open.check("nothing-missing")).to.deep.include({ status: "warn" });
    expect(open.check("nothing-missing")?.reason.zh).to.contain("一致");
    expect(open.verdict.heads.map(({ type }) => type)).to.include("limits");

    const shares = [{ recipientGrams: 5_000n, senderGrams: 2_000n }];
    await world.include(await world.sign.settle(sent, miner, refiner, shares, 8));
    const settled = await verify(lot);
    expect(settled.verdict.conclusion).to.equal("valid");
    expect([settled.verdict.disputedGrams, settled.verdict.shortGrams]).to.deep.equal([0n, 1_000n]);
    expect(settled.grams).to.deep.equal([
      ["in-hand", miner.organisation, "CN", inHand + 2_000n],
      ["in-hand", refiner.organisation, "CN", 6_000n],
    ]);
    expect(settled.check("nothing-missing")?.data).to.deep.equal({ shortGrams: 1_000 });
  });

  it("is shared out by governance where they do not agree, and the verdict knows how without a statement", async () => {
    const { lot, sent } = await disputed();
    const shares = [{ recipientGrams: 7_000n, senderGrams: 1_000n }];
    await world.governance.execute(
      arbitrate({ dispatched: sent.message, shares, lossReason: 0 }),
      setLimits({ waitingSeconds: 10 * 86_400, shortageBasisPoints: 100 }),
    );
    const { verdict, grams } = await verify(lot);
    expect(verdict.conclusion).to.equal("valid");
    expect([verdict.disputedGrams, verdict.shortGrams]).to.deep.equal([0n, 0n]);
    expect(grams).to.deep.equal([
      ["in-hand", miner.organisation, "CN", inHand + 1_000n],
      ["in-hand", refiner.organisation, "CN", 8_000n],
    ]);
    const limits = verdict.heads.find(({ type }) => type === "limits");
    expect(limits?.computed).to.deep.equal(limits?.onLedger);
    expect(limits?.computed.count).to.be.greaterThan(0);
    await world.governance.execute(setLimits({ waitingSeconds: 30 * 86_400, shortageBasisPoints: 50 }));
  });

  it("is told as it was arbitrated: other shares in the database are found out", async () => {
    const { lot, sent } = await disputed();
    const shares = [{ recipientGrams: 7_000n, senderGrams: 1_000n }];
    await world.governance.execute(arbitrate({ dispatched: sent.message, shares, lossReason: 0 }));
    expect((await verify(lot)).verdict.conclusion).to.equal("valid");
    const { args, log_index, block_number } = await store.db
      .selectFrom("governance_act")
      .select(["args", "log_index", "block_number"])
      .where("event", "=", "Arbitrated")
      .orderBy("block_number", "desc")
      .executeTakeFirstOrThrow();
    const forged = { ...args, shares: [{ recipientGrams: "1000", senderGrams: "7000" }] };
    const change = (value: object) =>
      store.db
        .updateTable("governance_act")
        .set({ args: JSON.stringify(value) })
        .where("block_number", "=", block_number)
        .where("log_index", "=", log_index)
        .execute();
    await change(forged);
    expect((await verify(lot)).verdict.conclusion).to.equal("invalid");
    await change(args);
    expect((await verify(lot)).verdict.conclusion).to.equal("valid");
  });

  it("is not lost by its carrier's word: grams stay on the road until its sender may say so", async () => {
    const { sign } = world;
    const declared = await sign.declare(`REPORTED-${next++}`);
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, refiner, [{ lot, grams: 9_000n }], { carrier: carrier.organisation });
    const reported = await sign.reportLoss(sent, carrier);
    await world.include(declared, ...(await sign.certification(declared)), sent, reported);
    const { verdict, grams } = await verify(lot);
    expect(verdict.conclusion).to.equal("valid");
    expect(verdict.shortGrams).to.equal(0n);
    expect(grams).to.deep.include(["on-the-road", refiner.organisation, "CN", 9_000n]);
    const row = await store.db
      .selectFrom("consignment")
      .select(["status", "closure"])
      .where("id", "=", sign.digest(sent))
      .executeTakeFirstOrThrow();
    expect(row).to.deep.equal({ status: "on-the-road", closure: null });
  });
});
