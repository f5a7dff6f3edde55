import { expect } from "chai";
import { type HeldSigned, heldLot, hold, LiftReason, releaseHold, renewHold } from "../fixtures/customs.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import { code, DAY, ethers, FOR_EVER, freshScene, nextBlockAt, now, Role, type Scene } from "../fixtures/fixture.ts";
import { certified, onTheRoad, refused } from "../fixtures/journeys.ts";
import { dispatch, handOver, receive } from "../fixtures/kinds.ts";
import { recall, retire } from "../fixtures/life-cycle-kinds.ts";
import { deposit, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const EVERYBODY = ethers.ZeroAddress;
const china = code("CN");

describe("Customs", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  /** Customs whose role ends outside one country. */
  async function onlyIn(country: string) {
    const { organisation } = party.customs;
    await scene.participants.grantRole(organisation, Role.customs, "0x0000", 0, 0, 1);
    await scene.participants.grantRole(organisation, Role.customs, code(country), 0, 0, FOR_EVER);
  }

  describe("hold", () => {
    it("stands with its end and author, and in the lot's dossier", async () => {
      const { lot } = await certified(scene);
      const { count } = await scene.lots.heads(lot);
      const held = await hold(scene, lot, { holder: party.miner.organisation });
      const { message, signature, digest } = held;
      const { organisation } = party.customs;
      await expectEvent(held, "Held", { lot, digest, organisation, statement: message, signature });
      expect(fieldsOf(await scene.customs.holdings(lot, digest))).to.deep.equal({
        ...{ holder: party.miner.organisation, country: china, until: BigInt(message.until) },
        ...{ authority: organisation, consignment: ethers.ZeroHash },
      });
      expect(await scene.customs.holdsOn(lot, party.miner.organisation, china)).to.deep.equal([digest]);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect((await scene.lots.heads(0)).count).to.equal(0n);
    });

    it("is an authority's of that country", async () => {
      const { lot } = await certified(scene);
      const mask = (1 << Role.customs) | (1 << Role.regulator);
      for (const by of [party.miner, party.laboratory, party.verifier]) {
        const args = [by.organisation, mask, china, 0n] as const;
        await expectRefused(hold(scene, lot, {}, {}, by), scene.participants, "RoleNotHeld", ...args);
      }
      await onlyIn("MX");
      await expectRefused(hold(scene, lot), scene.participants, "RoleNotHeld");
      await (await hold(scene, lot, { country: code("MX") })).send();
      await (await hold(scene, lot, {}, {}, party.regulator)).send();
    });

    it("names a country, a lot, a holder that is enrolled, a ground and an end", async () => {
      const { lot } = await certified(scene);
      await expectRefused(hold(scene, lot, { country: "0x0000" }), scene.customs, "CountryCodeInvalid", "0x0000");
      await expectRefused(hold(scene, lot + 1n), scene.lots, "LotUnknown", lot + 1n);
      const nobody = ethers.Wallet.createRandom().address;
      await expectRefused(hold(scene, lot, { holder: nobody }), scene.participants, "OrganisationUnknown", nobody);
      await expectRefused(hold(scene, lot, { ground: 0 }), scene.customs, "GroundMissing");
      for (const beyond of [-1, 90 * DAY + 1]) {
        const at = (await now()) + 100;
        const held = hold(scene, lot, { until: at + beyond });
        await held;
        await nextBlockAt(at);
        await expectRefused(held, scene.customs, "HoldTermInvalid", at + beyond, at, at + 90 * DAY);
      }
    });

    it("may end at once, or ninety days from now", async () => {
      for (const ahead of [0, 90 * DAY]) {
        const { lot } = await certified(scene);
        const at = (await now()) + 100;
        const held = await hold(scene, lot, { until: at + ahead });
        await nextBlockAt(at);
        await held.send();
        expect((await scene.customs.holdings(held.message.lot, held.digest)).until).to.equal(at + ahead);
      }
    });

    it("is one of each authority, for each holder and country; an ended one gives up its place", async () => {
      const until = (await now()) + DAY;
      const first = await heldLot(scene, { until });
      const { lot } = first.message;
      const { organisation } = party.customs;
      await expectRefused(hold(scene, lot), scene.customs, "HoldStands", lot, organisation, first.digest);
      await (await hold(scene, lot, { holder: party.miner.organisation })).send();
      await (await hold(scene, lot, { country: code("DE") })).send();
      await (await hold(scene, lot, {}, {}, party.regulator)).send();
      const [early, again] = [await hold(scene, lot), await hold(scene, lot)];
      await nextBlockAt(until);
      await expectRefused(early, scene.customs, "HoldStands", lot, organisation, first.digest);
      await nextBlockAt(until + 1);
      await again.send();
      const standing = await scene.customs.holdsOn(lot, EVERYBODY, china);
      expect(standing).to.have.lengthOf(2).and.to.include(again.digest).and.not.to.include(first.digest);
      expect((await scene.customs.holdings(lot, first.digest)).authority).to.equal(ethers.ZeroAddress);
    });
  });

  describe("renewHold", () => {
    let held: HeldSigned;
    beforeEach(async () => {
      held = await heldLot(scene);
    });

    it("sets another end, later or sooner", async () => {
      const { lot } = held.message;
      const before = await scene.lots.heads(lot);
      for (const until of [held.message.until + DAY, (await now()) + DAY]) {
        const renewed = await renewHold(scene, held, { until });
        const { message: statement, signature, digest } = renewed;
        const { organisation } = party.customs;
        await expectEvent(renewed, "HoldRenewed", { lot, digest, organisation, statement, signature });
        expect((await scene.customs.holdings(held.message.lot, held.digest)).until).to.equal(until);
      }
      expect((await scene.lots.heads(lot)).count).to.equal(before.count + 2n);
    });

    it("is of a hold that is in force on the lot, by its author, with a reason and an end", async () => {
      const { lot, until } = held.message;
      const { customs } = scene;
      const other = { ...held, digest: ethers.id("another") };
      await expectRefused(renewHold(scene, other), customs, "HoldNotInForce", lot, other.digest);
      await expectRefused(renewHold(scene, held, { lot: lot + 1n }), customs, "HoldNotInForce", lot + 1n, held.digest);
      const { organisation } = party.regulator;
      const elsewhere = renewHold(scene, held, {}, {}, party.regulator);
      await expectRefused(elsewhere, customs, "NotTheAuthority", held.digest, organisation);
      await expectRefused(renewHold(scene, held, { reason: 0 }), customs, "HoldReasonMissing");
      await expectRefused(renewHold(scene, held, { until: 1 }), customs, "HoldTermInvalid");
      await expectRefused(renewHold(scene, held, { until: until + 11 * DAY }), customs, "HoldTermInvalid");
      const late = await renewHold(scene, held, { until: until + DAY });
      await nextBlockAt(until + 1);
      await expectRefused(late, customs, "HoldNotInForce", lot, held.digest);
    });
  });

  describe("releaseHold", () => {
    it("frees the goods, of this hold alone", async () => {
      const held = await heldLot(scene);
      const { lot } = held.message;
      const regulators = await hold(scene, lot, {}, {}, party.regulator);
      await regulators.send();
      const { organisation } = party.customs;
      const released = await releaseHold(scene, held);
      const { message: statement, signature, digest } = released;
      await expectEvent(released, "HoldReleased", { lot, digest, organisation, statement, signature });
      const { until } = regulators.message;
      const blocked = handOver(scene, lot, 1n);
      await expectRefused(blocked, scene.customs, "GoodsHeld", lot, EVERYBODY, china, regulators.digest, until);
      await (await releaseHold(scene, regulators, {}, {}, party.regulator)).send();
      await (await handOver(scene, lot, 1n)).send();
      expect(await scene.customs.holdsOn(lot, EVERYBODY, china)).to.deep.equal([]);
    });

    it("frees nothing where an earlier hold of another authority stands", async () => {
      const held = await heldLot(scene);
      const { lot, until } = held.message;
      const regulators = await hold(scene, lot, {}, {}, party.regulator);
      await regulators.send();
      await (await releaseHold(scene, regulators, {}, {}, party.regulator)).send();
      expect(await scene.customs.holdsOn(lot, EVERYBODY, china)).to.deep.equal([held.digest]);
      const blocked = handOver(scene, lot, 1n);
      await expectRefused(blocked, scene.customs, "GoodsHeld", lot, EVERYBODY, china, held.digest, until);
    });

    it("is of a hold that is in force on the lot, by its author, with a reason", async () => {
      const held = await heldLot(scene);
      const { lot, until } = held.message;
      const { customs } = scene;
      await expectRefused(releaseHold(scene, held, { lot: 7n }), customs, "HoldNotInForce", 7n, held.digest);
      const { organisation } = party.regulator;
      const elsewhere = releaseHold(scene, held, {}, {}, party.regulator);
      await expectRefused(elsewhere, customs, "NotTheAuthority", held.digest, organisation);
      await expectRefused(releaseHold(scene, held, { reason: 0 }), customs, "HoldReasonMissing");
      await (await releaseHold(scene, held)).send();
      await expectRefused(releaseHold(scene, held), customs, "HoldNotInForce", lot, held.digest);
      const again = await hold(scene, lot, { until });
      await again.send();
      await nextBlockAt(until + 1);
      await expectRefused(releaseHold(scene, again), customs, "HoldNotInForce", lot, again.digest);
    });
  });

  describe("liftHold", () => {
    it("frees the goods though their authority is gone, and the dossier says so", async () => {
      const held = await heldLot(scene);
      const { lot } = held.message;
      const { customs } = scene;
      await scene.participants.suspend(party.customs.organisation);
      await expectRefused(releaseHold(scene, held), scene.participants, "OrganisationIsSuspended");
      const call = [lot, held.digest, LiftReason.authorityGone] as const;
      const { count } = await scene.lots.heads(lot);
      const digest = ethers.keccak256(customs.interface.encodeFunctionData("liftHold", [...call]));
      const send = () => customs.liftHold(...call);
      const reason = LiftReason.authorityGone;
      await expectEvent({ send, module: customs }, "HoldLifted", { lot, digest, hold: held.digest, reason });
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      await (await handOver(scene, lot, 1n)).send();
      await expectReverted(customs.liftHold(...call), customs, "HoldNotInForce", lot, held.digest);
    });

    it("names a hold in force on the lot, and a reason", async () => {
      const { message, digest } = await heldLot(scene);
      const { customs } = scene;
      const of = (lot: bigint, reason: number) => customs.liftHold(lot, digest, reason);
      await expectReverted(of(message.lot, LiftReason.none), customs, "HoldReasonMissing");
      await expectReverted(of(7n, LiftReason.unfounded), customs, "HoldNotInForce", 7n, digest);
      await nextBlockAt(message.until + 1);
      await expectReverted(of(message.lot, LiftReason.unfounded), customs, "HoldNotInForce", message.lot, digest);
    });
  });

  describe("ask", () => {
    const paths = {
      "a dispatch": (lot: bigint) => dispatch(scene, [{ lot, grams: 7n }]),
      "a handover": (lot: bigint) => handOver(scene, lot, 7n),
      "a retirement": (lot: bigint) => retire(scene, lot, 7n),
    };
    for (const [name, make] of Object.entries(paths)) {
      it(`lets ${name} start until the hold, and after its last second`, async () => {
        const { lot } = await certified(scene);
        await (await make(lot)).send();
        const held = await hold(scene, lot);
        await held.send();
        const { until } = held.message;
        const args = [lot, EVERYBODY, china, held.digest, until] as const;
        await expectRefused(make(lot), scene.customs, "GoodsHeld", ...args);
        await (await renewHold(scene, held, { until: (await now()) + DAY })).send();
        const end = (await scene.customs.holdings(held.message.lot, held.digest)).until;
        const atEnd = await make(lot);
        await nextBlockAt(Number(end));
        // With gas given, it is not tried beforehand, in an earlier second.
        const { module: to, data } = atEnd.call;
        const sent = scene.relayer.sendTransaction({ to, data, gasLimit: 3_000_000 });
        await expectReverted(sent, scene.customs, "GoodsHeld", lot, EVERYBODY, china, held.digest, end);
        const free = await make(lot);
        await nextBlockAt(Number(end) + 1);
        await free.send();
      });
    }

    it("stops what starts in the last second of a lot's last hold", async () => {
      const { lot } = await certified(scene);
      const held = await hold(scene, lot, { until: (await now()) + DAY });
      await held.send();
      const { until } = held.message;
      const { module: to, data } = (await retire(scene, lot, 7n)).call;
      await nextBlockAt(until);
      const sent = scene.relayer.sendTransaction({ to, data, gasLimit: 3_000_000 });
      await expectReverted(sent, scene.customs, "GoodsHeld", lot, EVERYBODY, china, held.digest, until);
    });

    it("stops transformations and deposits, of lots that are no token yet too", async () => {
      const { lot, identity } = await certified(scene);
      await (await hold(scene, lot)).send();
      const made = [outputOf(identity, { massGrams: 1_000n })];
      const step = transform(scene, { taken: [{ identity, grams: 1_000n }], made });
      await expectRefused(step, scene.customs, "GoodsHeld");
      await expectRefused(deposit(scene, [{ identity, grams: 7n }]), scene.customs, "GoodsHeld");
    });

    it("holds what is in the country alone: grams of the lot elsewhere move", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      await (await hold(scene, lot, { country: code("DE") })).send();
      await (await handOver(scene, lot, 7n)).send();
      await (await receive(scene, dispatched)).send();
      await (await handOver(scene, lot, 7n, {}, party.refiner, party.buyer)).send();
    });

    it("holds one holder's part alone", async () => {
      const { lot } = await certified(scene);
      await (await handOver(scene, lot, 1_000n)).send();
      const held = await hold(scene, lot, { holder: party.refiner.organisation });
      await held.send();
      const moved = handOver(scene, lot, 1n, {}, party.refiner, party.buyer);
      const args = [lot, party.refiner.organisation, china, held.digest, held.message.until] as const;
      await expectRefused(moved, scene.customs, "GoodsHeld", ...args);
      await (await handOver(scene, lot, 1n)).send();
    });

    it("lets what is on the road arrive or come back, and holds it there", async () => {
      const { lot, dispatched } = await onTheRoad(scene);
      const back = await refused(scene);
      for (const held of [lot, back.lot]) await (await hold(scene, held)).send();
      await (await receive(scene, dispatched)).send();
      expect(await scene.lots.balanceOf(party.refiner.organisation, lot)).to.equal(500_000n);
      await expectRefused(retire(scene, lot, 1n, {}, party.refiner), scene.customs, "GoodsHeld");
      await (await recall(scene, back.dispatched)).send();
      expect(await scene.lots.balanceOf(party.miner.organisation, back.lot)).to.equal(1_000_000n);
      await expectRefused(retire(scene, back.lot, 1n), scene.customs, "GoodsHeld");
    });

    it("stops a dispatch of several lots by the one that is held", async () => {
      const held = await heldLot(scene);
      const { lot } = await certified(scene);
      const lines = [lot, held.message.lot].sort((a, b) => (a < b ? -1 : 1)).map((id) => ({ lot: id, grams: 1n }));
      await expectRefused(dispatch(scene, lines), scene.customs, "GoodsHeld");
      await (await dispatch(scene, [{ lot, grams: 1n }])).send();
    });
  });
});
