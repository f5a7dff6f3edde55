import { expect } from "chai";
import {
  answerChallenge,
  type ChallengedSigned,
  challenge,
  challengedLot,
  Decision,
  decideChallenge,
  heldLot,
  hold,
  LiftReason,
  releaseHold,
  renewHold,
} from "../fixtures/customs.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import { code, DAY, ethers, freshScene, nextBlockAt, now, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { handOver } from "../fixtures/kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const china = code("CN");
const HOUR = 3_600;
const at = (text: string) => Date.parse(text) / 1_000;
const dayOf = (text: string) => at(`${text}T00:00:00Z`) / DAY;

describe("Customs: challenges", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  describe("challenge", () => {
    it("stands as a hold and as a challenge, in the lot's dossier, and stops its holder's grams alone", async () => {
      const { lot } = await certified(scene);
      const { count } = await scene.lots.heads(lot);
      const challenged = await challenge(scene, lot);
      const { message, signature, digest } = challenged;
      const { organisation } = party.customs;
      await expectEvent(challenged, "GoodsChallenged", { lot, digest, organisation, statement: message, signature });
      expect(fieldsOf(await scene.customs.challenges(digest))).to.deep.equal({
        ...{ answerBy: BigInt(message.answerBy), answeredAt: 0n, decision: 0n },
      });
      expect((await scene.customs.holdings(message.lot, digest)).until).to.equal(message.until);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      await expectRefused(handOver(scene, lot, 1n), scene.customs, "GoodsHeld");
    });

    it("names a country, a lot, an enrolled holder, a ground, a notice and an end", async () => {
      const { lot } = await certified(scene);
      const { customs, participants, lots } = scene;
      const nobody = ethers.ZeroAddress;
      await expectRefused(challenge(scene, lot, { country: "0x0000" }), customs, "CountryCodeInvalid", "0x0000");
      await expectRefused(challenge(scene, lot + 1n), lots, "LotUnknown", lot + 1n);
      await expectRefused(challenge(scene, lot, { holder: nobody }), participants, "OrganisationUnknown", nobody);
      await expectRefused(challenge(scene, lot, { ground: 0 }), customs, "GroundMissing");
      await expectRefused(challenge(scene, lot, { notice: ethers.ZeroHash }), customs, "NoticeMissing");
      const until = (await now()) + 91 * DAY;
      await expectRefused(challenge(scene, lot, { until }), customs, "HoldTermInvalid");
      const answerBy = (await now()) + 60 * DAY;
      const early = await challenge(scene, lot, { answerBy, until: answerBy - 1 });
      const at = (await now()) + HOUR;
      await nextBlockAt(at);
      await expectRefused(early, customs, "HoldTermInvalid", answerBy - 1, answerBy, at + 90 * DAY);
    });

    it("is one hold of its author's among others: neither stands beside the other", async () => {
      const { message, digest } = await challengedLot(scene);
      const { lot, holder } = message;
      const { organisation } = party.customs;
      await expectRefused(hold(scene, lot, { holder }), scene.customs, "HoldStands", lot, organisation, digest);
      await expectRefused(challenge(scene, lot), scene.customs, "HoldStands", lot, organisation, digest);
      await (await challenge(scene, lot, {}, {}, party.regulator)).send();
    });

    it("is forgotten when another takes its place", async () => {
      const soon = (await now()) + 30 * DAY;
      const first = await challengedLot(scene, { answerBy: soon, until: soon });
      const { lot, holder } = first.message;
      const again = await hold(scene, lot, { holder, until: soon + 60 * DAY });
      await nextBlockAt(soon + 1);
      await again.send();
      expect((await scene.customs.challenges(first.digest)).answerBy).to.equal(0n);
    });
  });

  describe("the deadline", () => {
    /** The first second of the day after the deadline's, as the westernmost zone has it. */
    const endOf = (day: string) => at(`${day}T00:00:00Z`) + DAY + 12 * HOUR - 1;
    /** The earliest deadline as of some time. */
    async function earliestAt(time: string): Promise<number> {
      await nextBlockAt(at(time));
      await scene.relayer.sendTransaction({ to: scene.relayer.address });
      return Number(await scene.customs.earliestDeadline(china));
    }

    it("is the end of the seventh day from Monday to Friday after today's, wherever on Earth", async () => {
      // A Monday, and the Monday's last hour by UTC, when it is Tuesday in China already.
      expect(await earliestAt("2031-03-03T01:00:00Z")).to.equal(endOf("2031-03-12"));
      expect(await earliestAt("2031-03-03T23:00:00Z")).to.equal(endOf("2031-03-13"));
      // A Friday and the days of its weekend.
      for (const day of ["2031-03-07", "2031-03-08", "2031-03-09"]) {
        expect(await earliestAt(`${day}T05:00:00Z`), day).to.equal(endOf("2031-03-18"));
      }
    });

    it("leaves out days off, and counts working days that fall on a weekend", async () => {
      const [friday, saturday] = [dayOf("2031-03-14"), dayOf("2031-03-15")];
      const { customs } = scene;
      const send = () => customs.setCalendar(china, [friday], true);
      const country = china;
      await expectEvent({ send, module: customs }, "CalendarSet", {
        ...{ country, daysChanged: [BigInt(friday)], exceptional: true },
      });
      expect(await earliestAt("2031-03-07T05:00:00Z")).to.equal(endOf("2031-03-19"));
      await customs.setCalendar(china, [saturday], true);
      expect(await earliestAt("2031-03-07T07:00:00Z")).to.equal(endOf("2031-03-18"));
      await customs.setCalendar(china, [friday, saturday], false);
      await customs.setCalendar(code("MX"), [friday], true);
      expect(await earliestAt("2031-03-07T09:00:00Z")).to.equal(endOf("2031-03-18"));
    });

    it("ends after a year though a calendar has no working days at all", async () => {
      const days = Array.from({ length: 400 }, (_, index) => dayOf("2031-03-07") + index);
      await scene.customs.setCalendar(
        china,
        days.filter((day) => day % 7 !== 2 && day % 7 !== 3),
        true,
      );
      expect(await earliestAt("2031-03-07T05:00:00Z")).to.equal(endOf("2032-03-06"));
    });

    it("is kept by the country's calendar", async () => {
      await expectReverted(
        scene.customs.setCalendar("0x0000", [1], true),
        scene.customs,
        "CountryCodeInvalid",
        "0x0000",
      );
    });

    it("is refused a second too early, and stands as it was stated whatever becomes of the calendar", async () => {
      const { lot } = await certified(scene);
      const time = at("2031-03-03T01:00:00Z");
      const [early, right] = [endOf("2031-03-12") - 1, endOf("2031-03-12")];
      const until = time + 30 * DAY;
      const tooEarly = challenge(scene, lot, { answerBy: early, until });
      const exact = await challenge(scene, lot, { answerBy: right, until });
      await tooEarly;
      await nextBlockAt(time);
      await expectRefused(tooEarly, scene.customs, "AnswerDueTooEarly", early, right);
      await nextBlockAt(time + 60);
      await exact.send();
      await scene.customs.setCalendar(china, [dayOf("2031-03-10")], true);
      expect((await scene.customs.challenges(exact.digest)).answerBy).to.equal(right);
    });
  });

  describe("answerChallenge", () => {
    let challenged: ChallengedSigned;
    let lot: bigint;
    beforeEach(async () => {
      challenged = await challengedLot(scene);
      ({ lot } = challenged.message);
    });

    it("is the holder's, with all four documents, and stands from the first time on", async () => {
      const answer = await answerChallenge(scene, challenged);
      const { message, signature, digest } = answer;
      const { organisation } = party.miner;
      await expectEvent(answer, "ChallengeAnswered", { lot, digest, organisation, statement: message, signature });
      const answeredAt = (await scene.customs.challenges(challenged.digest)).answeredAt;
      expect(answeredAt).to.equal(await now());
      const { count } = await scene.lots.heads(lot);
      await (await answerChallenge(scene, challenged)).send();
      expect((await scene.customs.challenges(challenged.digest)).answeredAt).to.equal(answeredAt);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      await expectRefused(handOver(scene, lot, 1n), scene.customs, "GoodsHeld");
    });

    it("is refused to others, without a document, and where no challenge is in force", async () => {
      const { customs } = scene;
      const { organisation } = party.refiner;
      const others = answerChallenge(scene, challenged, {}, {}, party.refiner);
      await expectRefused(others, customs, "ChallengeOfAnother", challenged.digest, organisation);
      for (const document of ["declaration", "contractOfSale", "explanation", "technical"]) {
        const lacking = answerChallenge(scene, challenged, { [document]: ethers.ZeroHash });
        await expectRefused(lacking, customs, "AnswerIncomplete");
      }
      const elsewhere = answerChallenge(scene, challenged, { lot: lot + 1n });
      await expectRefused(elsewhere, customs, "HoldNotInForce", lot + 1n, challenged.digest);
      const plain = await heldLot(scene, { holder: party.miner.organisation });
      const ofHold = answerChallenge(scene, challenged, { lot: plain.message.lot, challenge: plain.digest });
      await expectRefused(ofHold, customs, "ChallengeUnknown", plain.digest);
      await (await releaseHold(scene, challenged)).send();
      await expectRefused(answerChallenge(scene, challenged), customs, "HoldNotInForce", lot, challenged.digest);
    });

    it("comes late too, and its time says so", async () => {
      const { answerBy } = challenged.message;
      const answer = await answerChallenge(scene, challenged);
      await nextBlockAt(answerBy + 1);
      await answer.send();
      expect((await scene.customs.challenges(challenged.digest)).answeredAt).to.equal(answerBy + 1);
    });
  });

  describe("decideChallenge", () => {
    let challenged: ChallengedSigned;
    let lot: bigint;
    beforeEach(async () => {
      challenged = await challengedLot(scene);
      ({ lot } = challenged.message);
    });

    it("waits for the answer, or for the second after the deadline", async () => {
      const { customs } = scene;
      const { answerBy } = challenged.message;
      const decision = decideChallenge(scene, challenged, { until: answerBy + 10 * DAY });
      await expectRefused(decision, customs, "ChallengeUnanswered", challenged.digest, answerBy);
      await nextBlockAt(answerBy);
      await expectRefused(decision, customs, "ChallengeUnanswered", challenged.digest, answerBy);
      await (await decision).send();
      expect((await customs.challenges(challenged.digest)).decision).to.equal(Decision.underIdentification);
    });

    it("goes from identification to a licence that is required, and not back; the goods are held until its end", async () => {
      const { customs } = scene;
      await (await answerChallenge(scene, challenged)).send();
      const first = await decideChallenge(scene, challenged);
      const { message, signature, digest } = first;
      const { organisation } = party.customs;
      await expectEvent(first, "ChallengeDecided", { lot, digest, organisation, statement: message, signature });
      expect((await customs.holdings(challenged.message.lot, challenged.digest)).until).to.equal(
        (first.message as { until?: number }).until,
      );
      const until = (await now()) + 20 * DAY;
      const licence = { decision: Decision.licenceRequired, until };
      await (await decideChallenge(scene, challenged, licence)).send();
      const back = decideChallenge(scene, challenged);
      await expectRefused(back, customs, "ChallengeDecidedAlready", challenged.digest, Decision.licenceRequired);
      const moved = await handOver(scene, lot, 1n);
      await nextBlockAt(until);
      await expectRefused(Promise.resolve(moved), customs, "GoodsHeld");
      await nextBlockAt(until + 1);
      await moved.send();
    });

    it("is its author's, with a decision, a reason and an end", async () => {
      const { customs } = scene;
      await (await answerChallenge(scene, challenged)).send();
      const { organisation } = party.regulator;
      const others = decideChallenge(scene, challenged, {}, {}, party.regulator);
      await expectRefused(others, customs, "NotTheAuthority", challenged.digest, organisation);
      await expectRefused(decideChallenge(scene, challenged, { decision: 0 }), customs, "DecisionMissing");
      await expectRefused(decideChallenge(scene, challenged, { reason: 0 }), customs, "HoldReasonMissing");
      await expectRefused(decideChallenge(scene, challenged, { until: 1 }), customs, "HoldTermInvalid");
      const far = (await now()) + 91 * DAY;
      await expectRefused(decideChallenge(scene, challenged, { until: far }), customs, "HoldTermInvalid");
      const plain = await heldLot(scene);
      const ofHold = decideChallenge(scene, challenged, { lot: plain.message.lot, challenge: plain.digest });
      await expectRefused(ofHold, customs, "ChallengeUnknown", plain.digest);
    });

    it("leaves nobody held for ever: silence ends it, its author releases it, and governance lifts it", async () => {
      const { customs } = scene;
      await (await renewHold(scene, challenged)).send();
      await (await releaseHold(scene, challenged)).send();
      await (await handOver(scene, lot, 1n)).send();
      expect((await customs.challenges(challenged.digest)).answerBy).to.equal(0n);
      const [lifted, lapsed] = [await challengedLot(scene), await challengedLot(scene)];
      await scene.participants.suspend(party.customs.organisation);
      await customs.liftHold(lifted.message.lot, lifted.digest, LiftReason.authorityGone);
      await (await handOver(scene, lifted.message.lot, 1n)).send();
      await nextBlockAt(lapsed.message.until + 1);
      await scene.relayer.sendTransaction({ to: scene.relayer.address });
      await (await handOver(scene, lapsed.message.lot, 1n)).send();
    });
  });
});
