import { expect } from "chai";
import { DAY, freshScene, networkHelpers, nextBlockAt, now, type Scene } from "../fixtures/fixture.ts";
import { certified, onTheRoad } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, receive } from "../fixtures/kinds.ts";
import { recall, refuse, reportLoss, settle } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const Status = { onTheRoad: 1n, received: 2n, refused: 3n, disputed: 6n, settled: 7n };
const WAITING = 30 * DAY;
const NOTHING = { receivedGrams: [0n], shortageReason: 2 };

/** Half a ton is delivered, and one side signs as if it were not, rightly and in its own name. */
describe("After delivery neither side cheats by one signature", () => {
  let scene: Scene;
  let custody: Scene["custody"];
  let lot: bigint;
  let dispatched: Dispatched;
  beforeEach(async () => {
    scene = await freshScene();
    ({ custody } = scene);
    ({ lot, dispatched } = await onTheRoad(scene));
  });
  const held = async (name: "miner" | "refiner" | "buyer") => scene.lots.balanceOf(scene.party[name].organisation, lot);
  const statusOf = async () => (await custody.consignments(dispatched.digest)).status;
  const earliest = async () => Number((await custody.consignments(dispatched.digest)).dispatchedAt) + WAITING;

  describe("the sender", () => {
    it("does not recall what arrived and sell it again", async () => {
      const early = [custody, "WaitingNotOver", dispatched.digest, await earliest()] as const;
      await expectRefused(recall(scene, dispatched), ...early);
      // What is on the road is not the sender's to send.
      const { buyer, miner } = scene.party;
      const again = await dispatch(scene, [{ lot, grams: 500_001n }], {}, miner, buyer);
      const args = [lot, miner.organisation, dispatched.message.fromCountry, 500_000n, 500_001n] as const;
      await expectReverted(again.send(), scene.lots, "StockMissing", ...args);
      await (await receive(scene, dispatched)).send();
      expect(await held("refiner")).to.equal(500_000n);
      const late = recall(scene, dispatched);
      await expectRefused(late, custody, "ConsignmentNotOnTheRoad", dispatched.digest, Status.received);
    });

    it("does not recall it as a shortage of nearly everything either", async () => {
      const early = [custody, "WaitingNotOver", dispatched.digest, await earliest()] as const;
      const little = { message: { returnedGrams: [1n], shortageReason: 3 } };
      await expectRefused(recall(scene, dispatched, little), ...early);
    });

    it("does not report lost what arrived", async () => {
      const early = [custody, "WaitingNotOver", dispatched.digest, await earliest()] as const;
      await expectRefused(reportLoss(scene, dispatched), ...early);
      await (await receive(scene, dispatched)).send();
      expect(await held("refiner")).to.equal(500_000n);
    });

    it("gains no day by saying that the goods left before", async () => {
      const occurredAt = (await now()) - 6 * DAY;
      const backdated = await dispatch(scene, [{ lot, grams: 9n }], { message: { occurredAt } });
      await backdated.send();
      const over = (await now()) + WAITING;
      await nextBlockAt(over - 1);
      const args = ["WaitingNotOver", backdated.digest, over] as const;
      await expectReverted((await recall(scene, backdated)).send(), custody, ...args);
    });

    it("gains nothing by the carrier's word: the two together end no consignment", async () => {
      const { carrier } = scene.party;
      await (await reportLoss(scene, dispatched, {}, carrier)).send();
      const early = [custody, "WaitingNotOver", dispatched.digest, await earliest()] as const;
      await expectRefused(reportLoss(scene, dispatched), ...early);
      await expectRefused(recall(scene, dispatched), ...early);
      await (await receive(scene, dispatched)).send();
      expect(await held("refiner")).to.equal(500_000n);
    });

    it("does not recall the rest of what was received in part", async () => {
      await (await receive(scene, dispatched, { message: { receivedGrams: [1n], shortageReason: 2 } })).send();
      await networkHelpers.time.increase(2 * WAITING);
      for (const act of [recall, reportLoss]) {
        const args = ["ConsignmentNotOnTheRoad", dispatched.digest, Status.disputed] as const;
        await expectRefused(act(scene, dispatched), custody, ...args);
      }
      expect(await custody.missingOf(dispatched.digest, lot)).to.equal(499_999n);
    });

    it("has its goods back alone only from a recipient who kept silent for the whole time", async () => {
      await nextBlockAt(await earliest());
      await (await recall(scene, dispatched)).send();
      expect(await held("miner")).to.equal(1_000_000n);
    });
  });

  describe("the recipient", () => {
    it("does not keep the ton by receiving nothing of it", async () => {
      await (await receive(scene, dispatched, { message: NOTHING })).send();
      expect(await statusOf()).to.equal(Status.disputed);
      expect([await held("miner"), await held("refiner")]).to.deep.equal([500_000n, 0n]);
      expect(await custody.missingOf(dispatched.digest, lot)).to.equal(500_000n);
      // It does not think better of it alone.
      const args = ["ConsignmentNotOnTheRoad", dispatched.digest, Status.disputed] as const;
      await expectRefused(receive(scene, dispatched), custody, ...args);
      await expectRefused(refuse(scene, dispatched), custody, ...args);
    });

    it("who then refuses to settle has it settled by governance", async () => {
      await (await receive(scene, dispatched, { message: NOTHING })).send();
      const { miner, refiner } = scene.party;
      const share = [{ recipientGrams: 0n, senderGrams: 500_000n }];
      const alone = await settle(scene, dispatched, share, { countersigner: miner.key });
      const args = ["SignatureInvalid", refiner.key.address, alone.digest] as const;
      await expectReverted(alone.send(), scene.participants, ...args);
      await custody.arbitrate(dispatched.message, share, 0);
      expect([await held("miner"), await held("refiner")]).to.deep.equal([1_000_000n, 0n]);
    });

    it("does not settle without the sender either", async () => {
      await (await receive(scene, dispatched, { message: NOTHING })).send();
      const { miner, refiner } = scene.party;
      const share = [{ recipientGrams: 500_000n, senderGrams: 0n }];
      const forged = await settle(scene, dispatched, share, { signer: refiner.key });
      const args = ["SignatureInvalid", miner.key.address, forged.digest] as const;
      await expectReverted(forged.send(), scene.participants, ...args);
    });

    it("does not destroy the sender's goods with the carrier: refused and reported lost, they are still the sender's to recall", async () => {
      await (await refuse(scene, dispatched)).send();
      await (await reportLoss(scene, dispatched, {}, scene.party.carrier)).send();
      expect(await statusOf()).to.equal(Status.refused);
      await (await recall(scene, dispatched)).send();
      expect(await held("miner")).to.equal(1_000_000n);
    });

    it("hides no shortage in many lines: each is measured by itself", async () => {
      const { lot: other } = await certified(scene);
      const two = await dispatch(scene, [
        { lot, grams: 1_000n },
        { lot: other, grams: 500_000n },
      ]);
      await two.send();
      const receivedGrams = two.message.lines.map(({ grams }) => (grams === 1_000n ? 900n : grams));
      await (await receive(scene, two, { message: { receivedGrams, shortageReason: 2 } })).send();
      expect((await custody.consignments(two.digest)).status).to.equal(Status.disputed);
    });

    it("takes no carbon off the ledger with what it says it did not get", async () => {
      const heavy = await dispatch(scene, [{ lot, grams: 1_000n }], { message: { emissionsGrams: 1_000n } });
      await heavy.send();
      await (await receive(scene, heavy, { message: NOTHING })).send();
      const { miner, refiner } = scene.party;
      const carried = async () =>
        (await scene.lots.transportOf(miner.organisation, lot)) +
        (await scene.lots.transportOf(refiner.organisation, lot));
      expect(await carried()).to.equal(0n);
      await (await settle(scene, heavy, [{ recipientGrams: 333n, senderGrams: 666n }])).send();
      // One gram of a thousand is lost, with no more than its share of the milligrams.
      expect((await carried()) >= 999_000n).to.equal(true);
    });
  });

  describe("the carrier", () => {
    it("ends nobody's goods, however long it waits", async () => {
      await networkHelpers.time.increase(2 * WAITING);
      await (await reportLoss(scene, dispatched, {}, scene.party.carrier)).send();
      expect(await statusOf()).to.equal(Status.onTheRoad);
      await (await receive(scene, dispatched)).send();
      expect(await held("refiner")).to.equal(500_000n);
    });
  });
});
