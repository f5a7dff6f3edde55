import { expect } from "chai";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import { DAY, ethers, freshScene, nextBlockAt, now, type Scene } from "../fixtures/fixture.ts";
import { onTheRoad } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, receive } from "../fixtures/kinds.ts";
import { recall, refuse, reportLoss, revoke } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const Status = { onTheRoad: 1n, received: 2n, refused: 3n, returned: 4n, lost: 5n };
const WAITING = 30 * DAY;

describe("Custody: closing a consignment otherwise", () => {
  let scene: Scene;
  let custody: Scene["custody"];
  let lot: bigint;
  let dispatched: Dispatched;
  let miner: string;
  beforeEach(async () => {
    scene = await freshScene();
    ({ custody } = scene);
    miner = scene.party.miner.organisation;
    ({ lot, dispatched } = await onTheRoad(scene));
  });
  const statusOf = async () => (await custody.consignments(dispatched.digest)).status;

  const ways = { receive, refuse, recall, reportLoss };
  for (const [name, act] of Object.entries(ways) as [keyof typeof ways, typeof recall][]) {
    describe(name, () => {
      it("did not happen before the dispatch", async () => {
        const { occurredAt } = dispatched.message;
        const early = act(scene, dispatched, { message: { occurredAt: occurredAt - 1 } });
        const args = [dispatched.digest, occurredAt - 1, occurredAt] as const;
        await expectRefused(early, custody, "EarlierThanDispatch", ...args);
        if (name === "recall" || name === "reportLoss") await (await refuse(scene, dispatched)).send();
        await (await act(scene, dispatched, { message: { occurredAt } })).send();
      });

      it("is of a consignment that was dispatched", async () => {
        const never = await dispatch(scene, [{ lot, grams: 1n }]);
        await expectRefused(act(scene, never), custody, "ConsignmentUnknown", never.digest);
      });

      it("is shown by the consignment's own dispatch", async () => {
        const other = await dispatch(scene, [{ lot, grams: 400_000n }]);
        const mixed = { ...other, digest: dispatched.digest };
        await expectRefused(act(scene, mixed), custody, "DispatchMismatch", dispatched.digest, other.digest);
      });

      for (const [before, close, status] of [
        ["received", receive, Status.received],
        ["returned", recall, Status.returned],
        ["lost", reportLoss, Status.lost],
      ] as const) {
        it(`comes too late for one that is ${before}`, async () => {
          if (close !== receive) await (await refuse(scene, dispatched)).send();
          await (await close(scene, dispatched)).send();
          const signed = act(scene, dispatched);
          await expectRefused(signed, custody, "ConsignmentNotOnTheRoad", dispatched.digest, status);
        });
      }

      it("is done though the certificate is revoked", async () => {
        await (await revoke(scene, lot, {}, scene.party.regulator)).send();
        if (name === "recall" || name === "reportLoss") await (await refuse(scene, dispatched)).send();
        await (await act(scene, dispatched)).send();
      });
    });
  }

  describe("refuse", () => {
    it("leaves the grams on the road, and says all of it in an event", async () => {
      const signed = await refuse(scene, dispatched);
      const { digest, message: statement, signature } = signed;
      const { organisation } = scene.party.refiner;
      await expectEvent(signed, "Refused", {
        ...{ consignment: dispatched.digest, digest, organisation, statement, lots: [lot], signature },
      });
      expect(fieldsOf(await custody.consignments(dispatched.digest))).to.include({
        ...{ status: Status.refused, closedAt: 0n },
      });
      expect(await scene.lots.balanceOf(miner, lot)).to.equal(500_000n);
    });

    it("needs a reason", () =>
      expectRefused(refuse(scene, dispatched, { message: { reason: 0 } }), custody, "ReasonMissing"));

    it("is done once", async () => {
      await (await refuse(scene, dispatched)).send();
      const again = refuse(scene, dispatched);
      await expectRefused(again, custody, "ConsignmentNotOnTheRoad", dispatched.digest, Status.refused);
    });

    it("is up to the recipient", async () => {
      const { buyer } = scene.party;
      const signed = refuse(scene, dispatched, {}, buyer);
      await expectRefused(signed, custody, "NotTheRecipient", dispatched.digest, buyer.organisation);
    });
  });

  const bySender = { recall, reportLoss };
  for (const [name, act] of Object.entries(bySender) as [keyof typeof bySender, typeof recall][]) {
    describe(`${name}, by the sender alone`, () => {
      it("comes too early until the recipient has had its time, to the second", async () => {
        const earliest = Number((await custody.consignments(dispatched.digest)).dispatchedAt) + WAITING;
        const signed = await act(scene, dispatched);
        await nextBlockAt(earliest - 1);
        await expectReverted(signed.send(), custody, "WaitingNotOver", dispatched.digest, earliest);
        await nextBlockAt(earliest);
        await signed.send();
      });

      it("does not come earlier for a departure that is said to lie back", async () => {
        const occurredAt = (await now()) - 5 * DAY;
        const backdated = await dispatch(scene, [{ lot, grams: 9n }], { message: { occurredAt } });
        await backdated.send();
        const earliest = (await now()) + WAITING;
        await nextBlockAt(earliest - 1);
        const args = [custody, "WaitingNotOver", backdated.digest, earliest] as const;
        await expectReverted((await act(scene, backdated)).send(), ...args);
      });

      it("follows the waiting time that governance sets", async () => {
        const { dispatchedAt } = await custody.consignments(dispatched.digest);
        await custody.setLimits({ waitingSeconds: 3 * DAY, shortageBasisPoints: 50 });
        const early = act(scene, dispatched);
        await expectRefused(early, custody, "WaitingNotOver", dispatched.digest, Number(dispatchedAt) + 3 * DAY);
        await custody.setLimits({ waitingSeconds: 0, shortageBasisPoints: 50 });
        await (await act(scene, dispatched)).send();
      });
    });
  }

  describe("recall", () => {
    beforeEach(async () => {
      await (await refuse(scene, dispatched)).send();
    });

    it("puts the grams back in the sender's hand, and says all of it in an event", async () => {
      const signed = await recall(scene, dispatched);
      const { digest, message: statement, signature } = signed;
      await expectEvent(signed, "Recalled", {
        ...{ consignment: dispatched.digest, digest, organisation: miner, statement, lots: [lot], signature },
      });
      expect(fieldsOf(await custody.consignments(dispatched.digest))).to.include({
        ...{ status: Status.returned, closedAt: BigInt(await now()) },
      });
      expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
    });

    it("is up to the sender", async () => {
      const { refiner } = scene.party;
      const signed = recall(scene, dispatched, {}, refiner);
      await expectRefused(signed, custody, "NotTheSender", dispatched.digest, refiner.organisation);
    });

    it("brings back no more than was sent, and what is short has a reason", async () => {
      const back = (returnedGrams: bigint[], shortageReason = 0) =>
        recall(scene, dispatched, { message: { returnedGrams, shortageReason } });
      await expectRefused(back([500_001n]), custody, "ReceivedMoreThanSent", lot, 500_000n, 500_001n);
      await expectRefused(back([]), custody, "ReceiptLinesMismatch", 1, 0);
      await expectRefused(back([499_000n]), custody, "ShortageReasonMismatch", 1_000, 0);
      await expectRefused(back([500_000n], 3), custody, "ShortageReasonMismatch", 0, 3);
      await (await back([499_000n], 3)).send();
      expect(await scene.lots.balanceOf(miner, lot)).to.equal(999_000n);
    });
  });

  describe("report loss", () => {
    for (const [name, then] of [
      ["carrier", "refused"],
      ["miner", "lost"],
    ] as const) {
      it(`by the ${name} leaves a refused consignment ${then}, and says all of it in an event`, async () => {
        await (await refuse(scene, dispatched)).send();
        const party = scene.party[name];
        const signed = await reportLoss(scene, dispatched, {}, party);
        const { digest, message: statement, signature } = signed;
        const { organisation } = party;
        await expectEvent(signed, "LossReported", {
          ...{ consignment: dispatched.digest, digest, organisation, statement, lots: [lot], signature },
        });
        expect(await statusOf()).to.equal(Status[then]);
        expect((await custody.consignments(dispatched.digest)).reportedLost).to.equal(name === "carrier");
        expect(await scene.lots.balanceOf(miner, lot)).to.equal(500_000n);
        expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(0n);
      });
    }

    it("by the carrier ends nothing: it may still be received, or recalled in time", async () => {
      const { carrier } = scene.party;
      await (await reportLoss(scene, dispatched, {}, carrier)).send();
      expect(await statusOf()).to.equal(Status.onTheRoad);
      const earliest = Number((await custody.consignments(dispatched.digest)).dispatchedAt) + WAITING;
      await expectRefused(recall(scene, dispatched), custody, "WaitingNotOver", dispatched.digest, earliest);
      await (await receive(scene, dispatched)).send();
      expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(500_000n);
    });

    it("by the carrier is made once", async () => {
      const { carrier } = scene.party;
      await (await reportLoss(scene, dispatched, {}, carrier)).send();
      const again = reportLoss(scene, dispatched, {}, carrier);
      await expectRefused(again, custody, "LossAlreadyReported", dispatched.digest);
    });

    it("is up to sender and carrier", async () => {
      const { refiner } = scene.party;
      const signed = reportLoss(scene, dispatched, {}, refiner);
      await expectRefused(signed, custody, "NotTheSenderOrCarrier", dispatched.digest, refiner.organisation);
    });

    it("needs a reason", () =>
      expectRefused(reportLoss(scene, dispatched, { message: { reason: 0 } }), custody, "ReasonMissing"));
  });

  describe("time-out", () => {
    const TIME_OUT = 180 * DAY;

    it("is governance's once the time has passed, and not a second before", async () => {
      const { dispatchedAt } = await custody.consignments(dispatched.digest);
      const earliest = Number(dispatchedAt) + TIME_OUT;
      const early = [custody, "TimeOutTooEarly", dispatched.digest, earliest] as const;
      await nextBlockAt(earliest - 1);
      await expectReverted(custody.timeOut(dispatched.message), ...early);
      await nextBlockAt(earliest);
      const { hash, data } = await custody.timeOut(dispatched.message);
      expect(await eventsOf(hash, custody, "TimedOut")).to.deep.equal([
        { consignment: dispatched.digest, digest: ethers.keccak256(data), sender: miner, lots: [lot] },
      ]);
      expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
      expect(await statusOf()).to.equal(Status.returned);
    });

    it("returns to the sender whatever its standing, and what was refused too", async () => {
      await (await refuse(scene, dispatched)).send();
      await scene.participants.suspend(miner);
      await nextBlockAt((await now()) + TIME_OUT);
      await custody.timeOut(dispatched.message);
      expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
    });

    it("extends the lot's dossier by the call's digest", async () => {
      const before = await scene.lots.heads(lot);
      await nextBlockAt((await now()) + TIME_OUT);
      const { data } = await custody.timeOut(dispatched.message);
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
        ["bytes28", "bytes32", "uint256"],
        [before.hash, ethers.keccak256(data), await now()],
      );
      const { hash, count } = await scene.lots.heads(lot);
      expect(hash).to.equal(ethers.dataSlice(ethers.keccak256(encoded), 0, 28));
      expect(count).to.equal(before.count + 1n);
    });

    it("is of what is open", async () => {
      const never = await dispatch(scene, [{ lot, grams: 1n }]);
      await expectReverted(custody.timeOut(never.message), custody, "ConsignmentUnknown", never.digest);
      await (await receive(scene, dispatched)).send();
      const args = [dispatched.digest, Status.received] as const;
      await expectReverted(custody.timeOut(dispatched.message), custody, "ConsignmentNotOnTheRoad", ...args);
    });
  });
});
