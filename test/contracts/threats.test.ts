import { expect } from "chai";
import { eventsOf } from "./fixtures/events.ts";
import {
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  Outcome,
  SCHEME,
  type Scene,
  schemeTerms,
} from "./fixtures/fixture.ts";
import { certified, declared, onTheRoad } from "./fixtures/journeys.ts";
import { attest, certify, declare, handOver } from "./fixtures/kinds.ts";
import { expectRefused } from "./fixtures/refusal.ts";

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
