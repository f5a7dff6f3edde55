import { expect } from "chai";
import {
  answerChallenge,
  type ChallengedSigned,
  challengedLot,
  hold,
  LiftReason,
  releaseHold,
} from "../fixtures/customs.ts";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  DAY,
  ethers,
  FOR_EVER,
  freshScene,
  LotStatus,
  nextBlockAt,
  now,
  Role,
  type Scene,
} from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { dispatch, handOver, receive } from "../fixtures/kinds.ts";
import { retire, revoke, suspend } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { heldPart, returnSeized, seize, seizedLot } from "../fixtures/seizures.ts";

const china = code("CN");
const TON = 1_000_000n;

describe("Seizures", () => {
  let scene: Scene;
  let party: Scene["party"];
  let miner: string;
  let customs: string;
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
    [miner, customs] = [party.miner.organisation, party.customs.organisation];
  });

  const inHand = (holder: string, lot: bigint) => scene.lots.balanceOf(holder, lot);
  const carbonOf = (holder: string, lot: bigint) => scene.lots.transportOf(holder, lot);
  const seizureOf = async (digest: string) => {
    const { stock, ...seizure } = fieldsOf(await scene.seizures.seizures(digest));
    return { ...seizure, ...fieldsOf(stock as object) };
  };
  const nothing = {
    ...{ lot: 0n, holder: ethers.ZeroAddress, country: "0x0000", authority: ethers.ZeroAddress },
    ...{ grams: 0n, transportMilligrams: 0n },
  };

  /** A lot of which the refiner has a thousand grams in China, with a gram of transport carbon for each. */
  async function carriedLot(grams = 1_000n): Promise<bigint> {
    const { lot } = await certified(scene);
    const sent = await dispatch(scene, [{ lot, grams }], { message: { emissionsGrams: grams } });
    await sent.send();
    await (await receive(scene, sent)).send();
    return lot;
  }

  describe("seize", () => {
    it("takes grams with their share of transport carbon, and says all of it in an event and in the dossier", async () => {
      const lot = await carriedLot();
      const refiner = party.refiner.organisation;
      const held = await heldPart(scene, lot, refiner);
      const { count } = await scene.lots.heads(lot);
      const seized = await seize(scene, held, 300n);
      const { digest, message: statement, signature } = seized;
      await expectEvent(seized, "Seized", { lot, digest, organisation: customs, statement, signature });
      expect([await inHand(refiner, lot), await carbonOf(refiner, lot)]).to.deep.equal([700n, 700_000n]);
      expect(await seizureOf(digest)).to.deep.equal({
        ...{ lot, holder: refiner, country: china, authority: customs, grams: 300n, transportMilligrams: 300_000n },
      });
      expect(await inHand(customs, lot)).to.equal(0n);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect((await scene.lots.lots(lot)).massGrams).to.equal(TON);
    });

    it("tells the token's ledger that the grams left the hand, and came back", async () => {
      const { lot } = await certified(scene);
      const seized = await seize(scene, await heldPart(scene, lot), 7n);
      const operator = await scene.seizures.getAddress();
      const { hash } = await seized.send();
      const moved = { operator, id: lot, value: 7n };
      const gone = await eventsOf(hash, scene.lots, "TransferSingle");
      expect(gone).to.deep.equal([{ ...moved, from: miner, to: ethers.ZeroAddress }]);
      const { hash: after } = await (await returnSeized(scene, seized)).send();
      const back = await eventsOf(after, scene.lots, "TransferSingle");
      expect(back).to.deep.equal([{ ...moved, from: ethers.ZeroAddress, to: miner }]);
    });

    it("is told to the rules of movements with everything that is known, as is its return", async () => {
      const rules = await ethers.deployContract("Rules");
      await scene.lots.setMovementRules([scene.customs, rules]);
      const { lot } = await certified(scene);
      const seized = await seize(scene, await heldPart(scene, lot), 7n);
      const returned = await returnSeized(scene, seized);
      for (const { statement, ...told } of [
        { statement: seized, kind: 7n, holder: miner, recipient: customs },
        { statement: returned, kind: 8n, holder: customs, recipient: miner },
      ]) {
        const { hash, blockNumber } = await statement.send();
        const block = await ethers.provider.getBlock(blockNumber ?? "latest");
        const [{ movement }] = (await eventsOf(hash, rules, "Told")) as [{ movement: unknown }];
        expect(movement).to.deep.equal({
          ...{ ...told, digest: statement.digest, consignment: ethers.ZeroHash, carrier: ethers.ZeroAddress },
          ...{
            fromCountry: china,
            toCountry: china,
            route: ethers.ZeroHash,
            occurredAt: BigInt(block?.timestamp ?? 0),
          },
          ...{ lots: [lot], grams: [7n] },
        });
      }
    });

    it("is an authority's of that country", async () => {
      const { lot } = await certified(scene);
      const held = await heldPart(scene, lot);
      const mask = (1 << Role.customs) | (1 << Role.regulator);
      for (const by of [party.miner, party.verifier]) {
        const refused = seize(scene, held, 1n, {}, {}, by);
        await expectRefused(refused, scene.participants, "RoleNotHeld", by.organisation, mask, china, 0n);
      }
      await scene.participants.grantRole(customs, Role.customs, "0x0000", 0, 0, 1);
      await scene.participants.grantRole(customs, Role.customs, code("MX"), 0, 0, FOR_EVER);
      await expectRefused(seize(scene, held, 1n), scene.participants, "RoleNotHeld", customs, mask, china, 0n);
      const elsewhere = seize(scene, held, 1n, { country: code("MX") });
      await expectRefused(elsewhere, scene.seizures, "SeizureBeyondHold", held.digest, miner, code("MX"));
    });

    it("needs a hold in force on the lot, set by who seizes", async () => {
      const { lot } = await certified(scene);
      const { seizures } = scene;
      const until = (await now()) + 60 * DAY;
      const held = await hold(scene, lot, { holder: miner, until });
      await held.send();
      const unknown = ethers.id("another");
      await expectRefused(seize(scene, held, 1n, { hold: unknown }), seizures, "HoldNotInForce", lot, unknown);
      await expectRefused(seize(scene, held, 1n, { lot: 7n }), seizures, "HoldNotInForce", 7n, held.digest);
      const { organisation } = party.regulator;
      const others = seize(scene, held, 1n, {}, {}, party.regulator);
      await expectRefused(others, seizures, "NotTheAuthority", held.digest, organisation);
      const [inTime, late] = [await seize(scene, held, 1n), await seize(scene, held, 1n)];
      await nextBlockAt(until);
      await inTime.send();
      await nextBlockAt(until + 1);
      await expectRefused(late, seizures, "HoldNotInForce", lot, held.digest);
      const again = await heldPart(scene, lot);
      await (await releaseHold(scene, again as never)).send();
      await expectRefused(seize(scene, again, 1n), seizures, "HoldNotInForce", lot, again.digest);
    });

    it("takes from the one holder whom the hold names, and in its country alone", async () => {
      const { lot } = await certified(scene);
      await (await handOver(scene, lot, 1_000n)).send();
      const refiner = party.refiner.organisation;
      const { seizures } = scene;
      const [everybodys, one] = [await hold(scene, lot), await hold(scene, lot, { holder: miner })];
      for (const held of [everybodys, one]) await held.send();
      for (const holder of [miner, ethers.ZeroAddress]) {
        const refused = seize(scene, everybodys, 1n, { holder });
        await expectRefused(refused, seizures, "SeizureBeyondHold", everybodys.digest, holder, china);
      }
      const another = seize(scene, one, 1n, { holder: refiner });
      await expectRefused(another, seizures, "SeizureBeyondHold", one.digest, refiner, china);
      const abroad = seize(scene, one, 1n, { country: code("DE") });
      await expectRefused(abroad, seizures, "SeizureBeyondHold", one.digest, miner, code("DE"));
    });

    it("waits for the answer to a challenge, or for the second after its deadline", async () => {
      const { seizures } = scene;
      const [answered, overdue] = [await challengedLot(scene), await challengedLot(scene)];
      const early = (of: ChallengedSigned) => seize(scene, of, 1n);
      const { answerBy } = overdue.message;
      await expectRefused(early(answered), seizures, "ChallengeUnanswered", answered.digest, answered.message.answerBy);
      await (await answerChallenge(scene, answered)).send();
      await (await early(answered)).send();
      const [atEnd, after] = [await early(overdue), await early(overdue)];
      await nextBlockAt(answerBy);
      await expectRefused(atEnd, seizures, "ChallengeUnanswered", overdue.digest, answerBy);
      await nextBlockAt(answerBy + 1);
      await after.send();
    });

    it("states a ground, an order, and grams that the holder has there", async () => {
      const { lot } = await certified(scene);
      const held = await heldPart(scene, lot);
      await expectRefused(seize(scene, held, 1n, { ground: 0 }), scene.seizures, "GroundMissing");
      await expectRefused(seize(scene, held, 1n, { evidence: ethers.ZeroHash }), scene.seizures, "OrderMissing");
      await expectRefused(seize(scene, held, 0n), scene.lots, "GramsZero", lot);
      const all = [lot, miner, china, TON, TON + 1n] as const;
      await expectRefused(seize(scene, held, TON + 1n), scene.lots, "StockMissing", ...all);
    });

    it("goes on under the same hold, up to what the holder has", async () => {
      const { lot } = await certified(scene);
      const held = await heldPart(scene, lot);
      const parts = [await seize(scene, held, TON - 1n), await seize(scene, held, 1n)];
      for (const part of parts) await part.send();
      expect(await inHand(miner, lot)).to.equal(0n);
      await expectRefused(seize(scene, held, 1n), scene.lots, "StockMissing", lot, miner, china, 0n, 1n);
      for (const part of parts) await (await returnSeized(scene, part)).send();
      expect(await inHand(miner, lot)).to.equal(TON);
    });

    it("takes what is suspended, revoked or expired, and gives it back the same", async () => {
      const takings = {
        suspended: async (lot: bigint) => (await suspend(scene, lot)).send(),
        revoked: async (lot: bigint) => (await revoke(scene, lot, {}, party.regulator)).send(),
        expired: async (lot: bigint) => {
          await nextBlockAt(Number((await scene.lots.lots(lot)).validUntil) + 1);
          await scene.relayer.sendTransaction({ to: scene.relayer.address });
        },
      };
      for (const take of Object.values(takings)) {
        const { lot } = await certified(scene);
        await take(lot);
        const seized = await seize(scene, await heldPart(scene, lot), 400n);
        await seized.send();
        expect(await inHand(miner, lot)).to.equal(TON - 400n);
        await (await returnSeized(scene, seized)).send();
        expect(await inHand(miner, lot)).to.equal(TON);
      }
    });
  });

  describe("what is seized", () => {
    it("is moved and used up by nobody, the authority least, though it may hold goods and has some of the lot", async () => {
      await scene.participants.grantRole(customs, Role.buyer, "0x0000", 0, 0, FOR_EVER);
      const { lot } = await certified(scene);
      await (await handOver(scene, lot, 10n, {}, party.miner, party.customs)).send();
      const seized = await seize(scene, await heldPart(scene, lot), 400n);
      await seized.send();
      const [own, beyond] = [10n, 11n];
      const missing = [lot, customs, china, own, beyond] as const;
      for (const statement of [
        dispatch(scene, [{ lot, grams: beyond }], {}, party.customs, party.refiner),
        handOver(scene, lot, beyond, {}, party.customs, party.refiner),
        retire(scene, lot, beyond, {}, party.customs),
      ]) {
        await expectRefused(statement, scene.lots, "StockMissing", ...missing);
      }
      await (await retire(scene, lot, own, {}, party.customs)).send();
      await (await returnSeized(scene, seized)).send();
      expect(await inHand(miner, lot)).to.equal(TON - 10n);
    });

    it("keeps its own transport carbon apart from the authority's, to the milligram", async () => {
      await scene.participants.grantRole(customs, Role.buyer, "0x0000", 0, 0, FOR_EVER);
      const lot = await carriedLot();
      const refiner = party.refiner.organisation;
      await (await handOver(scene, lot, 100n, {}, party.refiner, party.customs)).send();
      await (await handOver(scene, lot, 500_000n, {}, party.miner, party.refiner)).send();
      const before = await carbonOf(refiner, lot);
      const seized = await seize(scene, await heldPart(scene, lot, refiner), 777n);
      await seized.send();
      expect(await carbonOf(customs, lot)).to.equal(100_000n);
      await (await retire(scene, lot, 99n, {}, party.customs)).send();
      expect(await carbonOf(customs, lot)).to.equal(1_000n);
      await (await returnSeized(scene, seized)).send();
      expect(await carbonOf(refiner, lot)).to.equal(before);
    });

    it("stays seized when the hold ends", async () => {
      const { lot } = await certified(scene);
      const held = await heldPart(scene, lot);
      const seized = await seize(scene, held, 400n);
      await seized.send();
      await (await releaseHold(scene, held as never)).send();
      const beyond = handOver(scene, lot, TON - 399n);
      await expectRefused(beyond, scene.lots, "StockMissing", lot, miner, china, TON - 400n, TON - 399n);
      await (await handOver(scene, lot, TON - 400n)).send();
      await (await returnSeized(scene, seized)).send();
      expect(await inHand(miner, lot)).to.equal(400n);
    });

    it("does not vanish with the certificate: a lot of which some is seized is revoked, and not declared again", async () => {
      const kept = await seizedLot(scene);
      await (await revoke(scene, kept.message.lot)).send();
      expect((await scene.lots.lots(kept.message.lot)).status).to.equal(LotStatus.revoked);
      await (await returnSeized(scene, kept)).send();
      expect(await inHand(miner, kept.message.lot)).to.equal(TON);
      const returned = await seizedLot(scene);
      await (await returnSeized(scene, returned)).send();
      await (await revoke(scene, returned.message.lot)).send();
      expect((await scene.lots.lots(returned.message.lot)).status).to.equal(LotStatus.declared);
    });

    it("of what is held, the rest stays held", async () => {
      const { lot } = await certified(scene);
      await (await handOver(scene, lot, 1_000n)).send();
      const seized = await seize(scene, await heldPart(scene, lot), 400n);
      await seized.send();
      await expectRefused(handOver(scene, lot, 1n), scene.customs, "GoodsHeld");
      await (await handOver(scene, lot, 1n, {}, party.refiner, party.buyer)).send();
      await (await returnSeized(scene, seized)).send();
      await expectRefused(handOver(scene, lot, 1n), scene.customs, "GoodsHeld");
    });
  });

  describe("returnSeized", () => {
    it("gives all of it back where it was taken, once", async () => {
      const lot = await carriedLot();
      const refiner = party.refiner.organisation;
      const seized = await seize(scene, await heldPart(scene, lot, refiner), 300n);
      await seized.send();
      const { count } = await scene.lots.heads(lot);
      const returned = await returnSeized(scene, seized);
      const { digest, message: statement, signature } = returned;
      await expectEvent(returned, "SeizedReturned", { lot, digest, organisation: customs, statement, signature });
      expect(fieldsOf(await scene.lots.stockOf(lot, refiner, china))).to.deep.equal({
        ...{ grams: 1_000n, transportMilligrams: 1_000_000n },
      });
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect(await seizureOf(seized.digest)).to.deep.equal(nothing);
      const again = returnSeized(scene, seized);
      await expectRefused(again, scene.seizures, "SeizureNotStanding", lot, seized.digest);
    });

    it("is its author's, of a seizure that stands on the lot, with a reason", async () => {
      const seized = await seizedLot(scene);
      const { lot } = seized.message;
      const { seizures } = scene;
      await expectRefused(returnSeized(scene, seized, { lot: 7n }), seizures, "SeizureNotStanding", 7n, seized.digest);
      const unknown = ethers.id("another");
      await expectRefused(
        returnSeized(scene, seized, { seizure: unknown }),
        seizures,
        "SeizureNotStanding",
        lot,
        unknown,
      );
      const ofNothing = returnSeized(scene, seized, { lot: 0n, seizure: unknown });
      await expectRefused(ofNothing, seizures, "SeizureNotStanding", 0n, unknown);
      const { organisation } = party.regulator;
      const others = returnSeized(scene, seized, {}, {}, party.regulator);
      await expectRefused(others, seizures, "SeizureOfAnother", seized.digest, organisation);
      await expectRefused(returnSeized(scene, seized, { reason: 0 }), seizures, "ReturnReasonMissing");
    });

    it("reaches a holder that was suspended meanwhile", async () => {
      const seized = await seizedLot(scene);
      await scene.participants.suspend(miner);
      await (await returnSeized(scene, seized)).send();
      expect(await inHand(miner, seized.message.lot)).to.equal(TON);
    });
  });

  describe("restoreSeized", () => {
    it("gives it back though the authority is gone, once, and the dossier says so", async () => {
      const seized = await seizedLot(scene);
      const { lot } = seized.message;
      const { seizures } = scene;
      await scene.participants.suspend(customs);
      await expectRefused(returnSeized(scene, seized), scene.participants, "OrganisationIsSuspended");
      const reason = LiftReason.authorityGone;
      const call = [lot, seized.digest, reason] as const;
      const { count } = await scene.lots.heads(lot);
      const digest = ethers.keccak256(seizures.interface.encodeFunctionData("restoreSeized", [...call]));
      const send = () => seizures.restoreSeized(...call);
      const expected = { lot, digest, seizure: seized.digest, reason };
      await expectEvent({ send, module: seizures }, "SeizedRestored", expected);
      expect(await inHand(miner, lot)).to.equal(TON);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect(await seizureOf(seized.digest)).to.deep.equal(nothing);
      await expectReverted(send(), seizures, "SeizureNotStanding", lot, seized.digest);
    });

    it("names a seizure that stands on the lot, and a reason", async () => {
      const { message, digest } = await seizedLot(scene);
      const { seizures } = scene;
      const of = (lot: bigint, reason: number) => seizures.restoreSeized(lot, digest, reason);
      await expectReverted(of(message.lot, LiftReason.none), seizures, "ReturnReasonMissing");
      await expectReverted(of(7n, LiftReason.unfounded), seizures, "SeizureNotStanding", 7n, digest);
      const never = seizures.restoreSeized(0n, ethers.id("another"), LiftReason.unfounded);
      await expectReverted(never, seizures, "SeizureNotStanding", 0n, ethers.id("another"));
    });
  });
});
