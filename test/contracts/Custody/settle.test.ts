import { expect } from "chai";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import { code, DAY, ethers, freshScene, LotStatus, nextBlockAt, now, type Scene } from "../fixtures/fixture.ts";
import { certified, disputed, onTheRoad } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, receive } from "../fixtures/kinds.ts";
import { revoke, type Share, settle } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const Status = { received: 2n, disputed: 6n, settled: 7n };
const HALVES: Share = { recipientGrams: 300_000n, senderGrams: 100_000n };
const NOTHING: Share = { recipientGrams: 0n, senderGrams: 0n };

describe("Custody: what is disputed", () => {
  let scene: Scene;
  let custody: Scene["custody"];
  let lot: bigint;
  let dispatched: Dispatched;
  let miner: string;
  let refiner: string;
  beforeEach(async () => {
    scene = await freshScene();
    ({ custody } = scene);
    [miner, refiner] = [scene.party.miner.organisation, scene.party.refiner.organisation];
  });
  const held = async (of = lot) => [await scene.lots.balanceOf(miner, of), await scene.lots.balanceOf(refiner, of)];
  const statusOf = async () => (await custody.consignments(dispatched.digest)).status;

  describe("limits", () => {
    it("begin with thirty days and half a percent", async () => {
      expect(fieldsOf(await custody.limits())).to.deep.equal({
        waitingSeconds: BigInt(30 * DAY),
        shortageBasisPoints: 50n,
      });
      expect([...(await custody.settingsHead())]).to.deep.equal([`0x${"00".repeat(28)}`, 0n]);
    });

    it("are set within bounds, with an event", async () => {
      for (const [waitingSeconds, shortageBasisPoints] of [
        [180 * DAY + 1, 50],
        [1, 1_001],
      ] as const) {
        const set = custody.setLimits({ waitingSeconds, shortageBasisPoints });
        await expectReverted(set, custody, "LimitsInvalid", waitingSeconds, shortageBasisPoints);
      }
      const limits = { waitingSeconds: 180 * DAY, shortageBasisPoints: 1_000 };
      const { hash } = await custody.setLimits(limits);
      const plain = { waitingSeconds: BigInt(180 * DAY), shortageBasisPoints: 1_000n };
      expect(await eventsOf(hash, custody, "LimitsSet")).to.deep.equal([{ limits: plain }]);
      expect(fieldsOf(await custody.limits())).to.deep.equal(plain);
    });

    it("say what a receipt may lack of a line: a gram more is disputed", async () => {
      for (const [sent, received] of [
        [2n, 0n],
        [399n, 397n],
        [400n, 397n],
        [500_000n, 497_499n],
      ] as const) {
        ({ lot, dispatched } = await onTheRoad(scene, sent));
        const short = { receivedGrams: [received], shortageReason: 2 };
        await (await receive(scene, dispatched, { message: short })).send();
        expect(await statusOf(), `${sent}`).to.equal(Status.disputed);
      }
      await custody.setLimits({ waitingSeconds: 0, shortageBasisPoints: 0 });
      ({ lot, dispatched } = await onTheRoad(scene));
      const oneShort = { receivedGrams: [499_999n], shortageReason: 2 };
      await (await receive(scene, dispatched, { message: oneShort })).send();
      expect(await statusOf()).to.equal(Status.received);
      ({ lot, dispatched } = await onTheRoad(scene));
      const twoShort = { receivedGrams: [499_998n], shortageReason: 2 };
      await (await receive(scene, dispatched, { message: twoShort })).send();
      expect(await statusOf()).to.equal(Status.disputed);
    });
  });

  describe("a receipt far below what was sent", () => {
    it("leaves what is missing in nobody's hand, and says so in an event before its own", async () => {
      ({ lot, dispatched } = await onTheRoad(scene));
      const signed = await receive(scene, dispatched, { message: { receivedGrams: [100_000n], shortageReason: 2 } });
      const { hash } = await signed.send();
      expect(await held()).to.deep.equal([500_000n, 100_000n]);
      expect(await custody.missingOf(dispatched.digest, lot)).to.equal(400_000n);
      expect(fieldsOf(await custody.consignments(dispatched.digest))).to.include({
        ...{ status: Status.disputed, closedAt: 0n },
      });
      expect(await eventsOf(hash, custody, "Disputed")).to.deep.equal([
        { consignment: dispatched.digest, receipt: signed.digest, lots: [lot], missingGrams: [400_000n] },
      ]);
      const receipt = await ethers.provider.getTransactionReceipt(hash);
      const names = receipt?.logs.map((log) => custody.interface.parseLog(log)?.name).filter((name) => name);
      expect(names).to.deep.equal(["Disputed", "Received"]);
    });

    it("disputes all that is short of any line, and nothing of a line that is whole", async () => {
      const lots = [(await certified(scene)).lot, (await certified(scene)).lot, (await certified(scene)).lot];
      const [first = 0n, second = 0n, third = 0n] = lots.sort((a, b) => (a < b ? -1 : 1));
      dispatched = await dispatch(
        scene,
        lots.map((of) => ({ lot: of, grams: 1_000n })),
      );
      await dispatched.send();
      const receivedGrams = [1_000n, 999n, 1n];
      await (await receive(scene, dispatched, { message: { receivedGrams, shortageReason: 2 } })).send();
      const missing = await Promise.all([first, second, third].map((of) => custody.missingOf(dispatched.digest, of)));
      expect(missing).to.deep.equal([0n, 1n, 999n]);
      const shares = [NOTHING, { recipientGrams: 1n, senderGrams: 0n }, { recipientGrams: 0n, senderGrams: 998n }];
      const signed = await settle(scene, dispatched, shares);
      const [, , , countersignature] = custody.interface.decodeFunctionData("settle", signed.call.data);
      await expectEvent(signed, "Settled", {
        ...{ consignment: dispatched.digest, digest: signed.digest, organisation: miner, statement: signed.message },
        // A link of each for either hand.
        ...{ lots: [first, second, third, first, second, third], signature: signed.signature, countersignature },
      });
      expect([await held(first), await held(second), await held(third)]).to.deep.equal([
        [999_000n, 1_000n],
        [999_000n, 1_000n],
        [999_998n, 1n],
      ]);
    });
  });

  describe("settle", () => {
    beforeEach(async () => {
      ({ lot, dispatched } = await disputed(scene));
    });

    it("puts what both agree on into both hands, where they are, and what neither gets is lost", async () => {
      const signed = await settle(scene, dispatched, [{ recipientGrams: 250_000n, senderGrams: 100_000n }]);
      await signed.send();
      expect(await held()).to.deep.equal([600_000n, 350_000n]);
      expect(await custody.missingOf(dispatched.digest, lot)).to.equal(0n);
      expect(fieldsOf(await custody.consignments(dispatched.digest))).to.include({
        ...{ status: Status.settled, closedAt: BigInt(await now()) },
      });
    });

    it("brings each side's grams to its own country", async () => {
      const abroad = await dispatch(scene, [{ lot, grams: 1_000n }], { message: { toCountry: code("DE") } });
      await abroad.send();
      const nothing = { receivedGrams: [0n], shortageReason: 2 };
      await (await receive(scene, abroad, { message: nothing })).send();
      await (await settle(scene, abroad, [{ recipientGrams: 600n, senderGrams: 400n }])).send();
      expect((await scene.lots.stockOf(lot, refiner, code("DE"))).grams).to.equal(600n);
      expect((await scene.lots.stockOf(lot, miner, code("CN"))).grams).to.equal(499_400n);
    });

    it("extends the lot's dossier once for each hand, and once where all is lost", async () => {
      for (const [share, links] of [
        [NOTHING, 1n],
        [{ recipientGrams: 1n, senderGrams: 0n }, 1n],
        [{ recipientGrams: 0n, senderGrams: 1n }, 1n],
        [{ recipientGrams: 1n, senderGrams: 1n }, 2n],
      ] as const) {
        const another = await disputed(scene);
        const { count } = await scene.lots.heads(another.lot);
        const signed = await settle(scene, another.dispatched, [share]);
        const { hash } = await signed.send();
        expect((await scene.lots.heads(another.lot)).count).to.equal(count + links);
        const [event] = await eventsOf(hash, custody, "Settled");
        expect((event as { lots?: bigint[] }).lots).to.deep.equal(new Array(Number(links)).fill(another.lot));
      }
    });

    it("is done though the certificate is revoked", async () => {
      await (await revoke(scene, lot)).send();
      await (await settle(scene, dispatched, [HALVES])).send();
      expect(await held()).to.deep.equal([600_000n, 400_000n]);
      expect((await scene.lots.lots(lot)).status).to.equal(LotStatus.revoked);
    });

    it("is of a consignment that was dispatched, and is disputed", async () => {
      const never = await dispatch(scene, [{ lot, grams: 1n }]);
      await expectRefused(settle(scene, never, [NOTHING]), custody, "ConsignmentUnknown", never.digest);
      const open = await onTheRoad(scene);
      const args = ["ConsignmentNotDisputed", open.dispatched.digest, 1] as const;
      await expectRefused(settle(scene, open.dispatched, [NOTHING]), custody, ...args);
      await (await settle(scene, dispatched, [HALVES])).send();
      const again = settle(scene, dispatched, [NOTHING]);
      await expectRefused(again, custody, "ConsignmentNotDisputed", dispatched.digest, Status.settled);
    });

    it("is shown by the consignment's own dispatch, and did not happen before it", async () => {
      const other = await dispatch(scene, [{ lot, grams: 400_000n }]);
      const mixed = { ...other, digest: dispatched.digest };
      const args = ["DispatchMismatch", dispatched.digest, other.digest] as const;
      await expectRefused(settle(scene, mixed, [HALVES]), custody, ...args);
      const { occurredAt } = dispatched.message;
      const early = settle(scene, dispatched, [HALVES], { message: { occurredAt: occurredAt - 1 } });
      const times = [dispatched.digest, occurredAt - 1, occurredAt] as const;
      await expectRefused(early, custody, "EarlierThanDispatch", ...times);
    });

    it("is up to the two sides", async () => {
      const { carrier, refiner: recipient, miner: sender, buyer } = scene.party;
      const another = settle(scene, dispatched, [HALVES], {}, carrier);
      await expectRefused(another, custody, "NotTheSender", dispatched.digest, carrier.organisation);
      const aside = settle(scene, dispatched, [HALVES], {}, sender, buyer);
      await expectRefused(aside, custody, "NotTheRecipient", dispatched.digest, buyer.organisation);
      const swapped = settle(scene, dispatched, [HALVES], {}, recipient, sender);
      await expectRefused(swapped, custody, "NotTheSender", dispatched.digest, recipient.organisation);
    });

    it("bears both signatures over the same statement", async () => {
      const { participants, party } = scene;
      for (const spoilt of [
        { countersigner: party.buyer.key },
        { countersigner: party.miner.key },
        { tamperCountersignature: (signature: string) => `${signature.slice(0, -4)}0000` },
        { tamperCountersignature: () => "0x" },
      ]) {
        const signed = await settle(scene, dispatched, [HALVES], spoilt);
        const args = [party.refiner.key.address, signed.digest] as const;
        await expectReverted(signed.send(), participants, "SignatureInvalid", ...args);
      }
      const other = await settle(scene, dispatched, [{ recipientGrams: 0n, senderGrams: 400_000n }]);
      const [, , , countersignature] = custody.interface.decodeFunctionData("settle", other.call.data);
      const signed = await settle(scene, dispatched, [HALVES], { tamperCountersignature: () => countersignature });
      await expectReverted(signed.send(), participants, "SignatureInvalid", party.refiner.key.address, signed.digest);
    });

    it("shares out no more than is missing, line by line, and what is lost has a reason", async () => {
      const shared = (shares: Share[], lossReason?: number) =>
        settle(scene, dispatched, shares, lossReason === undefined ? {} : { message: { lossReason } });
      const more = shared([{ recipientGrams: 300_000n, senderGrams: 100_001n }]);
      await expectRefused(more, custody, "SharedMoreThanMissing", lot, 400_000n, 400_001n);
      await expectRefused(shared([]), custody, "ReceiptLinesMismatch", 1, 0);
      await expectRefused(shared([HALVES, NOTHING]), custody, "ReceiptLinesMismatch", 1, 2);
      await expectRefused(shared([HALVES], 8), custody, "ShortageReasonMismatch", 0, 8);
      await expectRefused(shared([NOTHING], 0), custody, "ShortageReasonMismatch", 400_000n, 0);
    });
  });

  describe("arbitrate", () => {
    beforeEach(async () => {
      ({ lot, dispatched } = await disputed(scene));
    });

    it("is governance's, says all of it in an event, and extends the dossier by the call's digest", async () => {
      const { count } = await scene.lots.heads(lot);
      const { hash, data } = await custody.arbitrate(dispatched.message, [HALVES], 0);
      expect(await eventsOf(hash, custody, "Arbitrated")).to.deep.equal([
        {
          ...{ consignment: dispatched.digest, digest: ethers.keccak256(data) },
          ...{ shares: [HALVES], lossReason: 0n, lots: [lot, lot] },
        },
      ]);
      expect(await held()).to.deep.equal([600_000n, 400_000n]);
      expect(await statusOf()).to.equal(Status.settled);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 2n);
    });

    it("is done whatever the sides' standing", async () => {
      await scene.participants.suspend(miner);
      await scene.participants.suspend(refiner);
      await custody.arbitrate(dispatched.message, [NOTHING], 3);
      expect(await held()).to.deep.equal([500_000n, 100_000n]);
    });

    it("shares out no more than is missing of what is disputed", async () => {
      const more = custody.arbitrate(dispatched.message, [{ recipientGrams: 400_001n, senderGrams: 0n }], 0);
      await expectReverted(more, custody, "SharedMoreThanMissing", lot, 400_000n, 400_001n);
      const silent = custody.arbitrate(dispatched.message, [NOTHING], 0);
      await expectReverted(silent, custody, "ShortageReasonMismatch", 400_000n, 0);
      const never = await dispatch(scene, [{ lot, grams: 1n }]);
      const unknown = custody.arbitrate(never.message, [NOTHING], 0);
      await expectReverted(unknown, custody, "ConsignmentUnknown", never.digest);
      await custody.arbitrate(dispatched.message, [HALVES], 0);
      const again = custody.arbitrate(dispatched.message, [HALVES], 0);
      await expectReverted(again, custody, "ConsignmentNotDisputed", dispatched.digest, Status.settled);
    });

    it("alone ends what time does not: a disputed consignment never times out", async () => {
      await nextBlockAt((await now()) + 400 * DAY);
      const out = custody.timeOut(dispatched.message);
      await expectReverted(out, custody, "ConsignmentNotOnTheRoad", dispatched.digest, Status.disputed);
      await custody.arbitrate(dispatched.message, [HALVES], 0);
    });
  });
});
