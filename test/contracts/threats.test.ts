import { expect } from "chai";
import {
  type ConsignmentHeldSigned,
  challenge,
  challengedLot,
  hold,
  holdConsignment,
  LiftReason,
  releaseHold,
} from "./fixtures/customs.ts";
import { eventsOf } from "./fixtures/events.ts";
import { linkFinding, recordFinding, withdrawFinding } from "./fixtures/findings.ts";
import {
  code,
  EVERY_COUNTRY,
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  Outcome,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "./fixtures/fixture.ts";
import { certified, declared, onTheRoad } from "./fixtures/journeys.ts";
import { attest, certify, type Dispatched, declare, dispatch, handOver, receive } from "./fixtures/kinds.ts";
import { recall, refuse, retire } from "./fixtures/life-cycle-kinds.ts";
import { expectRefused } from "./fixtures/refusal.ts";
import { changeRoute } from "./fixtures/routes.ts";
import { seize } from "./fixtures/seizures.ts";

const Status = { returned: 4n };

/** What can be done all the same: lines of docs/threat-model.md that say yes, or that say no and are shown nowhere else. */
describe("Threats", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  describe("an outsider", () => {
    it("carries a statement of a bundle alone: it stands, the bundle fails, and the rest can be carried alone too", async () => {
      await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
      const declaration = await declare(scene);
      const certificate = await certify(scene, declaration.lot);
      await declaration.send();
      const bundle = [[declaration.call, certificate.call]];
      const response = await scene.statements.connect(scene.stranger).submit(bundle, { gasLimit: 15_000_000 });
      expect(await eventsOf(response.hash, scene.statements, "GroupFailed")).to.have.lengthOf(1);
      expect((await scene.lots.lots(declaration.lot)).status).to.equal(1n);
      await certificate.send();
      expect((await scene.lots.lots(declaration.lot)).status).to.equal(2n);
    });

    it("reads a statement in full from the ledger: parties, seal, lots, grams and signature", async () => {
      const { lot, dispatched } = await onTheRoad(scene, 500_000n);
      const logs = await scene.custody.queryFilter(scene.custody.filters.Dispatched());
      const [{ args } = { args: undefined }] = logs;
      const { message, signature } = dispatched;
      expect(args?.statement.seal).to.equal(message.seal);
      expect(args?.statement.recipient).to.equal(message.recipient);
      expect(args?.statement.lines.map(({ lot: id, grams }) => [id, grams])).to.deep.equal([[lot, 500_000n]]);
      expect(args?.signature).to.equal(signature);
    });
  });

  describe("a sender", () => {
    it("names a carrier that may hold no goods: nobody states another route, and the recipient refuses", async () => {
      const { custody, routes, participants, party } = scene;
      const { lot } = await certified(scene);
      const carrier = party.laboratory;
      const sent = await dispatch(scene, [{ lot, grams: 7n }], { message: { carrier: carrier.organisation } });
      await sent.send();
      const args = [sent.digest, party.miner.organisation] as const;
      await expectRefused(changeRoute(scene, sent, ["VN"], {}, party.miner), routes, "NotTheCarrier", ...args);
      await expectRefused(changeRoute(scene, sent, ["VN"], {}, carrier), participants, "RoleNotHeld");
      await (await refuse(scene, sent)).send();
      await (await recall(scene, sent)).send();
      expect((await custody.consignments(sent.digest)).status).to.equal(Status.returned);
    });
  });

  describe("a laboratory", () => {
    it("attests what was declared, having measured nothing: it stands, under its name", async () => {
      const { lot } = await declared(scene);
      const { hash } = await (await attest(scene, lot, Kind.weight)).send();
      expect(await scene.lots.examinedAt(lot, Kind.weight)).to.be.above(0n);
      const [event] = await eventsOf(hash, scene.attestations, "Attested");
      expect(event).to.include({ organisation: scene.party.laboratory.organisation });
    });
  });

  describe("a customs officer", () => {
    it("does not stop a certified lot by a finding alone", async () => {
      const { lot } = await certified(scene);
      const message = { outcome: Outcome.doesNotConform };
      await (await attest(scene, lot, Kind.inspection, { message })).send();
      await (await handOver(scene, lot, 7n)).send();
      expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(7n);
    });

    describe("of one country, by a gram that a carrier says has passed it", () => {
      let lot: bigint;
      let gram: Dispatched;
      let held: ConsignmentHeldSigned;
      beforeEach(async () => {
        const { participants, party } = scene;
        const { organisation } = party.customs;
        await participants.grantRole(organisation, Role.customs, EVERY_COUNTRY, 0, 0, 1);
        await participants.grantRole(organisation, Role.customs, code("VN"), 0, 0, FOR_EVER);
        const journey = await onTheRoad(scene, 500_000n);
        await (await receive(scene, journey.dispatched)).send();
        lot = journey.lot;
        gram = await dispatch(scene, [{ lot, grams: 1n }]);
        await gram.send();
        await (await changeRoute(scene, gram, ["VN"])).send();
        held = await holdConsignment(scene, gram, { country: code("VN") });
        await held.send();
      });

      it("holds all that the recipient has of the lot, until governance lifts the hold", async () => {
        const { customs, party } = scene;
        const { organisation } = party.refiner;
        await (await receive(scene, gram)).send();
        const args = [lot, organisation, code("CN"), held.digest, held.message.until] as const;
        await expectRefused(retire(scene, lot, 400_000n, {}, party.refiner), customs, "GoodsHeld", ...args);
        await customs.liftHold(lot, held.digest, LiftReason.outsideJurisdiction);
        await (await retire(scene, lot, 400_000n, {}, party.refiner)).send();
      });

      it("holds nothing of a recipient who refuses the gram", async () => {
        await (await refuse(scene, gram)).send();
        await (await recall(scene, gram)).send();
        await (await retire(scene, lot, 400_000n, {}, scene.party.refiner)).send();
      });
    });

    it("seizes what another has challenged, under a hold of its own, and governance gives it back", async () => {
      const { seizures, lots, party } = scene;
      const { organisation: miner } = party.miner;
      const challenged = await challengedLot(scene);
      const { lot, answerBy } = challenged.message;
      await expectRefused(seize(scene, challenged, 1n), seizures, "ChallengeUnanswered", challenged.digest, answerBy);
      const held = await hold(scene, lot, { holder: miner }, {}, party.regulator);
      await held.send();
      const before = await lots.balanceOf(miner, lot);
      const seized = await seize(scene, held, 300n, {}, {}, party.regulator);
      await seized.send();
      expect(await lots.balanceOf(miner, lot)).to.equal(before - 300n);
      await seizures.restoreSeized(lot, seized.digest, LiftReason.unfounded);
      expect(await lots.balanceOf(miner, lot)).to.equal(before);
    });

    it("seizes what it has challenged itself, under its hold of a consignment that came there", async () => {
      const { seizures, lots, party } = scene;
      const { organisation: holder } = party.refiner;
      const { lot, dispatched } = await onTheRoad(scene, 500_000n);
      await (await receive(scene, dispatched)).send();
      const challenged = await challenge(scene, lot, { holder });
      await challenged.send();
      const { digest, message } = challenged;
      await expectRefused(seize(scene, challenged, 1n), seizures, "ChallengeUnanswered", digest, message.answerBy);
      const gram = await dispatch(scene, [{ lot, grams: 1n }]);
      await gram.send();
      const held = await holdConsignment(scene, gram);
      await held.send();
      await (await receive(scene, gram)).send();
      await (await seize(scene, challenged, 400_000n, { hold: held.digest })).send();
      expect(await lots.balanceOf(holder, lot)).to.equal(100_001n);
    });

    it("releases what it has challenged itself, holds it anew and seizes it, and governance gives it back", async () => {
      const { customs, seizures, lots, party } = scene;
      const challenged = await challengedLot(scene);
      const { lot, holder } = challenged.message;
      const again = () => hold(scene, lot, { holder });
      await expectRefused(again(), customs, "HoldStands", lot, party.customs.organisation, challenged.digest);
      await (await releaseHold(scene, challenged)).send();
      const held = await again();
      await held.send();
      const before = await lots.balanceOf(holder, lot);
      const seized = await seize(scene, held, 300n);
      await seized.send();
      expect(await lots.balanceOf(holder, lot)).to.equal(before - 300n);
      await seizures.restoreSeized(lot, seized.digest, LiftReason.unfounded);
      expect(await lots.balanceOf(holder, lot)).to.equal(before);
    });

    it("links another's border finding first, and ends the link when it likes: the dossier keeps both words", async () => {
      const { findings, lots, party } = scene;
      const { organisation } = party.customs;
      const { lot } = await certified(scene);
      const finding = await recordFinding(scene, {}, {}, party.regulator);
      await finding.send();
      const { count } = await lots.heads(lot);
      await (await linkFinding(scene, finding, lot)).send();
      const late = linkFinding(scene, finding, lot, {}, {}, party.regulator);
      await expectRefused(late, findings, "FindingAlreadyLinked", lot, finding.digest, organisation);
      await (await withdrawFinding(scene, finding, lot)).send();
      expect((await lots.heads(lot)).count).to.equal(count + 2n);
      await (await linkFinding(scene, finding, lot, {}, {}, party.regulator)).send();
      const anothers = withdrawFinding(scene, finding, lot);
      await expectRefused(anothers, findings, "FindingOfAnother", finding.digest, organisation);
    });
  });

  describe("the governor", () => {
    it("gives itself a key of an organisation and states in its name, and the organisation's head shows since when", async () => {
      const { participants, party } = scene;
      const { organisation } = party.miner;
      const key = new ethers.Wallet(ethers.id("the governor's own"));
      const statement = () => declare(scene, {}, {}, { ...party.miner, key });
      await expectRefused(statement(), participants, "KeyUnknown", organisation, key.address);
      const { count } = await participants.heads(organisation);
      await participants.addKey(organisation, key.address, EVERY_SCOPE, 0, FOR_EVER);
      expect((await participants.heads(organisation)).count).to.equal(count + 1n);
      const { lot, send } = await statement();
      await send();
      expect((await scene.lots.lots(lot)).status).to.equal(1n);
    });
  });
});
