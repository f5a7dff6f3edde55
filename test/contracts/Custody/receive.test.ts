import { expect } from "chai";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import { freshScene, LotStatus, nextBlockAt, type Scene } from "../fixtures/fixture.ts";
import { manyCertified, onTheRoad, refused } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, receive } from "../fixtures/kinds.ts";
import { recall, refuse, reportLoss, revoke, suspend } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Custody: receive", () => {
  let scene: Scene;
  let custody: Scene["custody"];
  let refiner: string;
  beforeEach(async () => {
    scene = await freshScene();
    ({ custody } = scene);
    refiner = scene.party.refiner.organisation;
  });

  it("puts the grams in the recipient's hand and closes the consignment", async () => {
    const { lot, dispatched } = await onTheRoad(scene);
    const { status, dispatchedAt } = await custody.consignments(dispatched.digest);
    expect(status).to.equal(1n);
    const response = await (await receive(scene, dispatched)).send();
    expect(await scene.lots.balanceOf(refiner, lot)).to.equal(500_000n);
    const block = await response.getBlock();
    expect(fieldsOf(await custody.consignments(dispatched.digest))).to.deep.equal({
      ...{ status: 2n, dispatchedAt, closedAt: BigInt(block?.timestamp ?? 0) },
      carries: false,
      reportedLost: false,
    });
  });

  it("says all of it in an event, the lots too", async () => {
    const { lot, dispatched } = await onTheRoad(scene);
    const signed = await receive(scene, dispatched, { message: { sealIntact: false } });
    const { digest, message: statement, signature } = signed;
    await expectEvent(signed, "Received", {
      ...{ consignment: dispatched.digest, digest, organisation: refiner, statement, lots: [lot], signature },
    });
  });

  it("receives a hundred lines at once", async () => {
    const lots = await manyCertified(scene, 100);
    const dispatched = await dispatch(
      scene,
      lots.map((lot, index) => ({ lot, grams: BigInt(index + 1) })),
    );
    await dispatched.send();
    await (await receive(scene, dispatched)).send();
    for (const [index, lot] of lots.entries()) {
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(BigInt(index + 1));
      expect((await scene.lots.heads(lot)).count).to.equal(4n);
    }
  }).timeout(60_000);

  describe("consignment", () => {
    it("is one that was dispatched", async () => {
      const { lot } = await onTheRoad(scene);
      const never = await dispatch(scene, [{ lot, grams: 1n }]);
      await expectRefused(receive(scene, never), custody, "ConsignmentUnknown", never.digest);
    });

    it("is received once", async () => {
      const { dispatched } = await onTheRoad(scene);
      await (await receive(scene, dispatched)).send();
      const args = ["ConsignmentNotOnTheRoad", dispatched.digest, 2] as const;
      await expectRefused(receive(scene, dispatched), custody, ...args);
    });

    it("is not one that went back, or was lost", async () => {
      for (const [close, status] of [
        [recall, 4],
        [reportLoss, 5],
      ] as const) {
        const { dispatched } = await refused(scene);
        await (await close(scene, dispatched)).send();
        const args = ["ConsignmentNotOnTheRoad", dispatched.digest, status] as const;
        await expectRefused(receive(scene, dispatched), custody, ...args);
      }
    });

    it("may be received after all though it was refused", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      await (await refuse(scene, dispatched)).send();
      await (await receive(scene, dispatched)).send();
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(500_000n);
    });

    it("is shown by its own dispatch", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      const other = await dispatch(scene, [{ lot, grams: 400_000n }]);
      const mixed: Dispatched = { ...other, digest: dispatched.digest };
      await expectRefused(receive(scene, mixed), custody, "DispatchMismatch", dispatched.digest, other.digest);
    });

    it("is received by its recipient", async () => {
      const { dispatched } = await onTheRoad(scene);
      for (const name of ["miner", "carrier", "buyer"] as const) {
        const signed = receive(scene, dispatched, {}, scene.party[name]);
        const args = ["NotTheRecipient", dispatched.digest, scene.party[name].organisation] as const;
        await expectRefused(signed, custody, ...args);
      }
    });
  });

  describe("grams", () => {
    it("are stated line by line", async () => {
      const { dispatched } = await onTheRoad(scene);
      for (const receivedGrams of [[], [1n, 1n]]) {
        const signed = receive(scene, dispatched, { message: { receivedGrams } });
        await expectRefused(signed, custody, "ReceiptLinesMismatch", 1, receivedGrams.length);
      }
    });

    it("are never more than were sent", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      const signed = receive(scene, dispatched, { message: { receivedGrams: [500_001n] } });
      await expectRefused(signed, custody, "ReceivedMoreThanSent", lot, 500_000n, 500_001n);
    });

    it("may be fewer, with a reason", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      const short = { receivedGrams: [499_999n] };
      const silent = receive(scene, dispatched, { message: short });
      await expectRefused(silent, custody, "ShortageReasonMismatch", 1, 0);
      await (await receive(scene, dispatched, { message: { ...short, shortageReason: 2 } })).send();
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(499_999n);
    });

    it("have no reason where nothing is short", async () => {
      const { dispatched } = await onTheRoad(scene);
      const signed = receive(scene, dispatched, { message: { shortageReason: 2 } });
      await expectRefused(signed, custody, "ShortageReasonMismatch", 0, 2);
    });

    it("may be fewer by half a percent of each line, or by a gram, and what is short is lost", async () => {
      for (const [sent, received] of [
        [1n, 0n],
        [399n, 398n],
        [400n, 398n],
        [500_000n, 497_500n],
      ] as const) {
        const { lot, dispatched } = await onTheRoad(scene, sent);
        const short = { receivedGrams: [received], shortageReason: 2 };
        await (await receive(scene, dispatched, { message: short })).send();
        expect((await custody.consignments(dispatched.digest)).status, `${sent}`).to.equal(2n);
        expect(await custody.missingOf(dispatched.digest, lot)).to.equal(0n);
        expect(await scene.lots.balanceOf(refiner, lot)).to.equal(received);
      }
    });

    it("may be none at all, which the dossier says, and all of it is disputed", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      const { count } = await scene.lots.heads(lot);
      await (await receive(scene, dispatched, { message: { receivedGrams: [0n], shortageReason: 9 } })).send();
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(0n);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect(await custody.missingOf(dispatched.digest, lot)).to.equal(500_000n);
    });
  });

  describe("always completes", () => {
    it("though the certificate has expired", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      const time = Number((await scene.lots.lots(lot)).validUntil) + 1;
      const signed = await receive(scene, dispatched, { message: { occurredAt: time } });
      await nextBlockAt(time);
      await signed.send();
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(500_000n);
    });

    for (const [what, act, status] of [
      ["suspended", suspend, LotStatus.suspended],
      ["revoked", revoke, LotStatus.revoked],
    ] as const) {
      it(`though the certificate was ${what} meanwhile, and the status stays`, async () => {
        const { lot, dispatched } = await onTheRoad(scene);
        await (await act(scene, lot)).send();
        await (await receive(scene, dispatched)).send();
        expect(await scene.lots.balanceOf(refiner, lot)).to.equal(500_000n);
        expect((await scene.lots.lots(lot)).status).to.equal(status);
      });
    }

    it("though sender and carrier were suspended meanwhile", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      await scene.participants.suspend(scene.party.miner.organisation);
      await scene.participants.suspend(scene.party.carrier.organisation);
      await (await receive(scene, dispatched)).send();
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(500_000n);
    });
  });
});
