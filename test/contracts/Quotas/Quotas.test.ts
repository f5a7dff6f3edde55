import { expect } from "chai";
import { carried } from "../fixtures/carried.ts";
import { eventsOf, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  ethers,
  freshScene,
  LATENESS,
  ModuleStatus,
  QuotaKind,
  quotas,
  type Scene,
} from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { reject } from "../fixtures/kinds.ts";
import { expectReverted } from "../fixtures/refusal.ts";

describe("Quotas", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  describe("grantQuota", () => {
    const { extraction } = quotas;
    const CN = code("CN");
    type Terms = Parameters<Scene["quotas"]["grantQuota"]>;
    const grant = (...changes: { [index: number]: unknown }[]) => {
      const terms = [ethers.id("new"), scene.party.miner.organisation, QuotaKind.extraction, CN, 500n, 10, 20];
      for (const change of changes) Object.assign(terms, change);
      return scene.quotas.grantQuota(...(terms as unknown as Terms));
    };

    it("grants, and says so in an event", async () => {
      const { hash } = await grant();
      const { organisation } = scene.party.miner;
      const terms = { organisation, kind: 1n, country: CN, grantedGrams: 500n, validFrom: 10n, validUntil: 20n };
      const quota = ethers.id("new");
      expect(await eventsOf(hash, scene.quotas, "QuotaGranted")).to.deep.equal([{ quota, ...terms }]);
      expect(fieldsOf(await scene.quotas.quotas(quota))).to.deep.equal({ ...terms, drawnGrams: 0n });
    });

    for (const [what, change] of [
      ["no id", { 0: ethers.ZeroHash }],
      ["no kind", { 2: QuotaKind.none }],
      ["no country", { 3: "0x0000" }],
      ["a window that ends before it starts", { 6: 9 }],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const id = 0 in change ? change[0] : ethers.id("new");
        await expectReverted(grant(change), scene.quotas, "QuotaInvalid", id);
      });
    }

    it("refuses whoever is not enrolled", async () => {
      const { address } = scene.stranger;
      await expectReverted(grant({ 1: address }), scene.participants, "OrganisationUnknown", address);
    });

    it("refuses whoever is suspended, but changes a quota that they hold", async () => {
      const { organisation } = scene.party.miner;
      await scene.participants.suspend(organisation);
      await expectReverted(grant(), scene.participants, "OrganisationIsSuspended");
      await grant({ 0: extraction, 4: 0n });
      expect((await scene.quotas.quotas(extraction)).grantedGrams).to.equal(0n);
    });

    it("never changes holder, kind or country", async () => {
      const refiner = scene.party.refiner.organisation;
      for (const change of [{ 1: refiner }, { 2: QuotaKind.openingStock }, { 3: code("MM") }]) {
        await expectReverted(grant({ 0: extraction }, change), scene.quotas, "QuotaInvalid", extraction);
      }
    });

    it("lowers to what was drawn, and not below", async () => {
      await declared(scene, { massGrams: 400n });
      const low = grant({ 0: extraction, 4: 399n });
      await expectReverted(low, scene.quotas, "QuotaBelowDrawn", extraction, 399n, 400n);
      await grant({ 0: extraction, 4: 400n });
      expect((await scene.quotas.quotas(extraction)).drawnGrams).to.equal(400n);
    });
  });

  describe("draw and giveBack", () => {
    it("are for modules alone", async () => {
      const { identity, lot } = await declared(scene);
      const { content, producer } = carried(identity);
      const by = scene.governor.address;
      await expectReverted(scene.quotas.draw(lot, producer, content), scene.lots, "ModuleNotEnrolled", by);
      await expectReverted(scene.quotas.giveBack(lot, quotas.extraction), scene.lots, "ModuleNotEnrolled", by);
    });

    it("serve a module that takes the place of another: what the one drew, the other gives back", async () => {
      const { identity } = await declared(scene, { massGrams: 400n });
      const { manager, participants, lots, policies, schemes } = scene;
      const successor = await ethers.deployContract("Certification", [
        ...[manager, participants, lots, policies, scene.quotas, schemes],
      ]);
      await participants.enrolModule(successor, ModuleStatus.active, LATENESS);
      await lots.enrolModule(successor, true);
      await participants.enrolModule(scene.certification, ModuleStatus.closing, LATENESS);
      await lots.enrolModule(scene.certification, false);
      await (await reject({ ...scene, certification: successor }, identity)).send();
      expect((await scene.quotas.quotas(quotas.extraction)).drawnGrams).to.equal(0n);
    });

    it("know no quota that was never granted", async () => {
      const { lot } = await declared(scene);
      await scene.lots.enrolModule(scene.governor, true);
      const unknown = ethers.id("never granted");
      await expectReverted(scene.quotas.giveBack(lot, unknown), scene.quotas, "QuotaUnknown", unknown);
    });
  });
});
