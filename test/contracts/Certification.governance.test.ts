import { expect } from "chai";
import { eventsOf, fieldsOf } from "./events.ts";
import { code, ethers, FOR_EVER, freshScene, QuotaKind, quotas, SCHEME, type Scene, schemeTerms } from "./fixture.ts";
import { declared } from "./journeys.ts";
import { expectReverted } from "./refusal.ts";

describe("Certification: governance", () => {
  let scene: Scene;
  let certification: Scene["certification"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ certification } = scene);
  });

  describe("grantQuota", () => {
    const { extraction } = quotas;
    const CN = code("CN");
    type Terms = Parameters<Scene["certification"]["grantQuota"]>;
    const grant = (...changes: { [index: number]: unknown }[]) => {
      const terms = [ethers.id("new"), scene.party.miner.organisation, QuotaKind.extraction, CN, 500n, 10, 20];
      for (const change of changes) Object.assign(terms, change);
      return certification.grantQuota(...(terms as unknown as Terms));
    };

    it("grants, and says so in an event", async () => {
      const { hash } = await grant();
      const { organisation } = scene.party.miner;
      const terms = { organisation, kind: 1n, country: CN, grantedGrams: 500n, validFrom: 10n, validUntil: 20n };
      const quota = ethers.id("new");
      expect(await eventsOf(hash, certification, "QuotaGranted")).to.deep.equal([{ quota, ...terms }]);
      expect(fieldsOf(await certification.quotas(quota))).to.deep.equal({ ...terms, drawnGrams: 0n });
    });

    for (const [what, change] of [
      ["no id", { 0: ethers.ZeroHash }],
      ["no kind", { 2: QuotaKind.none }],
      ["no country", { 3: "0x0000" }],
      ["a window that ends before it starts", { 6: 9 }],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const id = 0 in change ? change[0] : ethers.id("new");
        await expectReverted(grant(change), certification, "QuotaInvalid", id);
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
      expect((await certification.quotas(extraction)).grantedGrams).to.equal(0n);
    });

    it("never changes holder, kind or country", async () => {
      const refiner = scene.party.refiner.organisation;
      for (const change of [{ 1: refiner }, { 2: QuotaKind.openingStock }, { 3: code("MM") }]) {
        await expectReverted(grant({ 0: extraction }, change), certification, "QuotaInvalid", extraction);
      }
    });

    it("lowers to what was drawn, and not below", async () => {
      await declared(scene, { massGrams: 400n });
      const low = grant({ 0: extraction, 4: 399n });
      await expectReverted(low, certification, "QuotaBelowDrawn", extraction, 399n, 400n);
      await grant({ 0: extraction, 4: 400n });
      expect((await certification.quotas(extraction)).drawnGrams).to.equal(400n);
    });
  });

  describe("setScheme", () => {
    it("sets terms, and says so in an event", async () => {
      const terms = schemeTerms({ attestations: 6, maximumAgeDays: 0, maximumValidityDays: 1 });
      const { hash } = await certification.setScheme(9, "N", terms);
      const expected = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, BigInt(value)]));
      expect(await eventsOf(hash, certification, "SchemeSet")).to.deep.equal([
        { scheme: 9n, name: "N", terms: expected },
      ]);
      expect(fieldsOf(await certification.schemes(9))).to.deep.equal(expected);
    });

    for (const [what, scheme, name, changes] of [
      ["no id", 0, "N", {}],
      ["no name", 9, "", {}],
      ["a name of 101 bytes", 9, "N".repeat(101), {}],
      ["a window that ends before it starts", 9, "N", { validFrom: 2, validUntil: 1 }],
      ["a suspension that ends before it starts", 9, "N", { suspendedFrom: 2, suspendedUntil: 1 }],
      ["no form", 9, "N", { forms: 0 }],
      ["the form that is none", 9, "N", { forms: 0x1ff }],
      ["a form that is not there", 9, "N", { forms: 0x2fe }],
      ["an attestation without a stamp", 9, "N", { attestations: 32 }],
      ["the attestation that is none", 9, "N", { attestations: 1 }],
      ["no validity", 9, "N", { maximumValidityDays: 0 }],
    ] as const) {
      it(`refuses ${what}`, () =>
        expectReverted(
          certification.setScheme(scheme, name, schemeTerms(changes)),
          certification,
          ...["SchemeInvalid", scheme],
        ));
    }

    it("takes a name of 100 bytes", async () => {
      await certification.setScheme(9, "N".repeat(100), schemeTerms());
    });
  });

  describe("accredit", () => {
    it("accredits, and says so in an event", async () => {
      const { organisation } = scene.party.verifier;
      const { hash } = await certification.accredit(SCHEME, organisation, 5, 6);
      const window = { validFrom: 5n, validUntil: 6n };
      expect(await eventsOf(hash, certification, "Accredited")).to.deep.equal([
        { scheme: BigInt(SCHEME), organisation, ...window },
      ]);
      expect(fieldsOf(await certification.accreditations(SCHEME, organisation))).to.deep.equal(window);
    });

    it("refuses a scheme that is not there", async () => {
      const { organisation } = scene.party.verifier;
      const call = certification.accredit(99, organisation, 0, FOR_EVER);
      await expectReverted(call, certification, "SchemeUnknown", 99);
    });

    it("refuses a window that ends before it starts", async () => {
      const { organisation } = scene.party.verifier;
      const call = certification.accredit(SCHEME, organisation, 6, 5);
      await expectReverted(call, certification, "WindowInvalid", 6, 5);
    });

    it("refuses whoever is not enrolled", async () => {
      const { address } = scene.stranger;
      const call = certification.accredit(SCHEME, address, 0, FOR_EVER);
      await expectReverted(call, certification, "OrganisationUnknown", address);
    });

    it("withdraws the accreditation of whoever is suspended", async () => {
      const { organisation } = scene.party.certifier;
      await scene.participants.suspend(organisation);
      await certification.accredit(SCHEME, organisation, 0, 0);
      expect((await certification.accreditations(SCHEME, organisation)).validUntil).to.equal(0n);
    });
  });
});
