import { expect } from "chai";
import {
  type ConsignmentHeldSigned,
  holdConsignment,
  LiftReason,
  releaseHold,
  renewHold,
} from "../fixtures/customs.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  DAY,
  ethers,
  FOR_EVER,
  freshScene,
  networkHelpers,
  nextBlockAt,
  now,
  Role,
  type Scene,
  short,
} from "../fixtures/fixture.ts";
import { certified, manyCertified, onTheRoad, refused } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, handOver, receive } from "../fixtures/kinds.ts";
import { recall, refuse, retire, settle } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { changeRoute } from "../fixtures/routes.ts";
import { seize } from "../fixtures/seizures.ts";

const china = code("CN");

describe("Customs: consignments", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  interface HeldJourney {
    lot: bigint;
    dispatched: Dispatched;
    held: ConsignmentHeldSigned;
  }

  /** Half a ton on the road from miner to refiner, which customs holds. */
  async function heldOnTheRoad(days = 80): Promise<HeldJourney> {
    const journey = await onTheRoad(scene);
    const until = (await now()) + days * DAY;
    const held = await holdConsignment(scene, journey.dispatched, { until });
    await held.send();
    return { ...journey, held };
  }

  /** Whether a holder's gram of a lot is held by a hold. */
  async function expectHeld(lot: bigint, by: "miner" | "refiner", { digest }: { digest: string }) {
    const { until } = await scene.customs.holdings(lot, digest);
    const { organisation } = party[by];
    const moved = retire(scene, lot, 1n, {}, party[by]);
    await expectRefused(moved, scene.customs, "GoodsHeld", lot, organisation, china, digest, until);
    expect(await scene.customs.isOnPart(lot, digest, organisation, china)).to.equal(true);
  }

  async function expectFree(lot: bigint, by: "miner" | "refiner") {
    await (await retire(scene, lot, 1n, {}, party[by])).send();
  }

  describe("holdConsignment", () => {
    it("stands of each of its lots, with its end and author, and in their dossiers", async () => {
      const lots = (await manyCertified(scene, 2)).sort((a, b) => (a < b ? -1 : 1));
      const dispatched = await dispatch(
        scene,
        lots.map((lot) => ({ lot, grams: 7n })),
      );
      await dispatched.send();
      const before = await scene.lots.headsOf(lots);
      const held = await holdConsignment(scene, dispatched);
      const { message, signature, digest } = held;
      const { organisation } = party.customs;
      const consignment = dispatched.digest;
      const said = { consignment, digest, organisation, statement: message, lots, signature };
      await expectEvent(held, "ConsignmentHeld", said);
      for (const lot of lots) {
        expect(fieldsOf(await scene.customs.holdings(lot, digest))).to.deep.equal({
          ...{ holder: ethers.ZeroAddress, country: china, until: BigInt(message.until) },
          ...{ authority: organisation, consignment },
        });
      }
      const after = await scene.lots.headsOf(lots);
      expect(after.map(({ count }) => count)).to.deep.equal(before.map(({ count }) => count + 1n));
    });

    it("is an authority's of a country that the consignment leaves, reaches or passes", async () => {
      const { lot } = await certified(scene);
      const route = short("KZPL");
      const dispatched = await dispatch(scene, [{ lot, grams: 7n }], { message: { route } });
      await dispatched.send();
      const { organisation } = party.customs;
      await scene.participants.grantRole(organisation, Role.customs, "0x0000", 0, 0, 1);
      await scene.participants.grantRole(organisation, Role.customs, code("KZ"), 0, 0, FOR_EVER);
      const of = (country: string) => holdConsignment(scene, dispatched, { country });
      await expectRefused(of(china), scene.participants, "RoleNotHeld");
      await expectRefused(of("0x0000"), scene.customs, "CountryCodeInvalid", "0x0000");
      await (await of(code("KZ"))).send();
      const byRegulator = (country: string) => holdConsignment(scene, dispatched, { country }, {}, party.regulator);
      const off = byRegulator(code("NO"));
      await expectRefused(off, scene.customs, "CountryNotOnTheWay", dispatched.digest, code("NO"));
      await (await byRegulator(code("PL"))).send();
    });

    it("is an authority's of a country, too, by which it goes since it left", async () => {
      const { dispatched } = await onTheRoad(scene);
      const country = code("VN");
      const early = holdConsignment(scene, dispatched, { country });
      await expectRefused(early, scene.customs, "CountryNotOnTheWay", dispatched.digest, country);
      await (await changeRoute(scene, dispatched, ["MX", "VN"])).send();
      await (await holdConsignment(scene, dispatched, { country })).send();
    });

    it("is of a consignment that is on the road or refused, by its own dispatch", async () => {
      const { dispatched } = await onTheRoad(scene);
      const back = await refused(scene);
      const other = await holdConsignment(scene, { ...dispatched, message: back.dispatched.message });
      await expectReverted(other.send(), scene.custody, "DispatchMismatch", dispatched.digest, back.dispatched.digest);
      const nothing = { ...dispatched, digest: ethers.id("nothing") };
      await expectRefused(holdConsignment(scene, nothing), scene.custody, "ConsignmentUnknown", nothing.digest);
      await (await holdConsignment(scene, back.dispatched)).send();
      await (await receive(scene, dispatched)).send();
      const late = holdConsignment(scene, dispatched);
      await expectRefused(late, scene.custody, "ConsignmentNotOnTheRoad", dispatched.digest, 2);
    });

    it("has a ground, and an end that is neither past nor more than ninety days away", async () => {
      const { dispatched } = await onTheRoad(scene);
      const { customs } = scene;
      await expectRefused(holdConsignment(scene, dispatched, { ground: 0 }), customs, "GroundMissing");
      for (const until of [(await now()) - 1, (await now()) + 91 * DAY]) {
        await expectRefused(holdConsignment(scene, dispatched, { until }), customs, "HoldTermInvalid");
      }
    });

    it("is one of each authority, until it has ended", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad();
      const again = holdConsignment(scene, dispatched);
      const { organisation } = party.customs;
      await expectRefused(again, scene.customs, "HoldStands", lot, organisation, held.digest);
      await (await holdConsignment(scene, dispatched, {}, {}, party.regulator)).send();
      await (await releaseHold(scene, held, { lot })).send();
      const anew = await holdConsignment(scene, dispatched);
      await anew.send();
      const atEnd = await holdConsignment(scene, dispatched);
      await nextBlockAt(anew.message.until);
      await expectRefused(atEnd, scene.customs, "HoldStands", lot, organisation, anew.digest);
      await nextBlockAt(anew.message.until + 1);
      await (await holdConsignment(scene, dispatched)).send();
    });

    it("is one of sixteen at most that an authority has on the way to a part; an ended one gives up its place", async () => {
      const { lot } = await certified(scene);
      const held: ConsignmentHeldSigned[] = [];
      for (let count = 0; count < 17; count += 1) {
        const dispatched = await dispatch(scene, [{ lot, grams: 1n }]);
        await dispatched.send();
        const next = holdConsignment(scene, dispatched);
        const { organisation } = party.refiner;
        if (count === 16) await expectRefused(next, scene.customs, "HoldsTooMany", lot, organisation, china);
        else held.push(await next);
        await held[count]?.send();
        if (count < 16) continue;
        await (await releaseHold(scene, held[3] as ConsignmentHeldSigned, { lot })).send();
        await (await next).send();
      }
    });
  });

  describe("while it is on the road", () => {
    it("holds nobody's grams: those of sender, recipient and others move", async () => {
      const { lot } = await heldOnTheRoad();
      await (await handOver(scene, lot, 7n)).send();
      for (const by of ["miner", "refiner"] as const) await expectFree(lot, by);
    });
  });

  describe("on arrival", () => {
    it("holds what the recipient received, and nothing of the sender's", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad();
      await (await receive(scene, dispatched)).send();
      await expectHeld(lot, "refiner", held);
      await expectFree(lot, "miner");
    });

    it("holds what came back to the sender: refused or unanswered, by the sender or by governance", async () => {
      const [turnedAway, silent, forgotten] = [await heldOnTheRoad(), await heldOnTheRoad(), await heldOnTheRoad()];
      await (await refuse(scene, turnedAway.dispatched)).send();
      await (await recall(scene, turnedAway.dispatched)).send();
      await expectHeld(turnedAway.lot, "miner", turnedAway.held);
      await networkHelpers.time.increase(30 * DAY);
      await (await recall(scene, silent.dispatched)).send();
      await expectHeld(silent.lot, "miner", silent.held);
      // A hold is renewed for as long as its authority says so.
      for (let days = 30; days <= 180; days += 50) {
        await (await renewHold(scene, forgotten.held, { lot: forgotten.lot, until: (await now()) + 80 * DAY })).send();
        await networkHelpers.time.increase(50 * DAY);
      }
      await scene.custody.timeOut(forgotten.dispatched.message);
      await expectHeld(forgotten.lot, "miner", forgotten.held);
    });

    it("holds what both sides of a dispute get, and of each line only where some came", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad();
      await (await handOver(scene, lot, 7n)).send();
      const nothing = { message: { receivedGrams: [0n], shortageReason: 2 } };
      await (await receive(scene, dispatched, nothing)).send();
      for (const by of ["miner", "refiner"] as const) await expectFree(lot, by);
      await (await settle(scene, dispatched, [{ recipientGrams: 300_000n, senderGrams: 200_000n }])).send();
      for (const by of ["miner", "refiner"] as const) await expectHeld(lot, by, held);
    });

    it("holds every one of a hundred lots", async () => {
      const lots = (await manyCertified(scene, 100)).sort((a, b) => (a < b ? -1 : 1));
      const dispatched = await dispatch(
        scene,
        lots.map((lot) => ({ lot, grams: 7n })),
      );
      await dispatched.send();
      const held = await holdConsignment(scene, dispatched);
      await held.send();
      await (await receive(scene, dispatched)).send();
      for (const at of [0, 50, 99]) await expectHeld(lots[at] ?? 0n, "refiner", held);
    });

    it("holds what arrives in its last second", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad(1);
      const arriving = await receive(scene, dispatched);
      await nextBlockAt(held.message.until);
      const included = await (await arriving.send()).wait();
      const blockTag = included?.blockNumber ?? "latest";
      const { organisation } = party.refiner;
      expect(await scene.customs.isOnPart(lot, held.digest, organisation, china, { blockTag })).to.equal(true);
    });

    it("holds what came until its last second, and no longer", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad(1);
      await (await receive(scene, dispatched)).send();
      const retired = () => retire(scene, lot, 1n, {}, party.refiner);
      const [atEnd, after] = [await retired(), await retired()];
      const isOnPart = () => scene.customs.isOnPart(lot, held.digest, party.refiner.organisation, china);
      const { until } = held.message;
      await nextBlockAt(until);
      const args = [lot, party.refiner.organisation, china, held.digest, until] as const;
      await expectRefused(atEnd, scene.customs, "GoodsHeld", ...args);
      expect(await isOnPart()).to.equal(true);
      await nextBlockAt(until + 1);
      await after.send();
      expect(await isOnPart()).to.equal(false);
    });

    it("holds nothing that arrives after its last second, or after it was released or lifted", async () => {
      const [lapsed, released, lifted] = [await heldOnTheRoad(1), await heldOnTheRoad(), await heldOnTheRoad()];
      await (await releaseHold(scene, released.held, { lot: released.lot })).send();
      await scene.customs.liftHold(lifted.lot, lifted.held.digest, LiftReason.unfounded);
      for (const { lot, dispatched } of [released, lifted]) {
        await (await receive(scene, dispatched)).send();
        await expectFree(lot, "refiner");
      }
      await nextBlockAt(lapsed.held.message.until + 1);
      await (await receive(scene, lapsed.dispatched)).send();
      await expectFree(lapsed.lot, "refiner");
    });

    it("holds by the longer of two holds, though the other was renewed for less", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad();
      const other = await holdConsignment(scene, dispatched, {}, {}, party.regulator);
      await other.send();
      const soon = (await now()) + DAY;
      await (await renewHold(scene, other, { lot, until: soon }, {}, party.regulator)).send();
      await nextBlockAt(soon + 1);
      await (await receive(scene, dispatched)).send();
      await expectHeld(lot, "refiner", held);
    });

    it("is told by the ledger of grams alone", async () => {
      const movement = {
        ...{ kind: 5, digest: ethers.id("told"), consignment: ethers.id("any"), holder: party.miner.organisation },
        ...{ recipient: party.refiner.organisation, carrier: ethers.ZeroAddress, fromCountry: china },
        ...{ toCountry: china, route: ethers.ZeroHash, occurredAt: 0, lots: [1n], grams: [1n] },
      };
      await expectReverted(scene.customs.tell(movement), scene.customs, "NotTheLots");
    });
  });

  describe("once arrived", () => {
    it("is renewed, released and lifted as any hold, lot by lot", async () => {
      const lots = (await manyCertified(scene, 2)).sort((a, b) => (a < b ? -1 : 1));
      const [one = 0n, other = 0n] = lots;
      const dispatched = await dispatch(
        scene,
        lots.map((lot) => ({ lot, grams: 7n })),
      );
      await dispatched.send();
      const held = await holdConsignment(scene, dispatched);
      await held.send();
      await (await receive(scene, dispatched)).send();
      const missing = releaseHold(scene, held, { lot: 7n });
      await expectRefused(missing, scene.customs, "HoldNotInForce", 7n, held.digest);
      const foreign = releaseHold(scene, held, { lot: one }, {}, party.regulator);
      const { organisation } = party.regulator;
      await expectRefused(foreign, scene.customs, "NotTheAuthority", held.digest, organisation);
      await (await releaseHold(scene, held, { lot: one })).send();
      await expectFree(one, "refiner");
      await expectHeld(other, "refiner", held);
      await (await renewHold(scene, held, { lot: other, until: (await now()) + DAY })).send();
      await expectHeld(other, "refiner", held);
      await scene.participants.suspend(party.customs.organisation);
      await scene.customs.liftHold(other, held.digest, LiftReason.authorityGone);
      await expectFree(other, "refiner");
    });

    it("says nothing of a hold that was ended, of that lot", async () => {
      const lots = (await manyCertified(scene, 2)).sort((a, b) => (a < b ? -1 : 1));
      const [one = 0n, other = 0n] = lots;
      const lines = lots.map((lot) => ({ lot, grams: 7n }));
      const dispatched = await dispatch(scene, lines);
      await dispatched.send();
      const held = await holdConsignment(scene, dispatched);
      await held.send();
      await (await releaseHold(scene, held, { lot: one })).send();
      expect(fieldsOf(await scene.customs.holdings(one, held.digest))).to.deep.equal({
        ...{ holder: ethers.ZeroAddress, country: "0x0000", until: 0n },
        ...{ authority: ethers.ZeroAddress, consignment: ethers.ZeroHash },
      });
      expect((await scene.customs.holdings(other, held.digest)).consignment).to.equal(dispatched.digest);
    });

    it("is ground for a seizure of the part that it holds, and of no other", async () => {
      const { lot, dispatched, held } = await heldOnTheRoad();
      const from = (holder: string) => ({
        ...held,
        message: { ...held.message, lot, holder, country: china },
      });
      const [miner, refiner] = [party.miner.organisation, party.refiner.organisation];
      const early = seize(scene, from(refiner), 7n);
      await expectRefused(early, scene.seizures, "SeizureBeyondHold", held.digest, refiner, china);
      await (await receive(scene, dispatched)).send();
      const beyond = seize(scene, from(miner), 7n);
      await expectRefused(beyond, scene.seizures, "SeizureBeyondHold", held.digest, miner, china);
      await (await seize(scene, from(refiner), 7n)).send();
      expect(await scene.lots.balanceOf(refiner, lot)).to.equal(499_993n);
    });
  });
});
