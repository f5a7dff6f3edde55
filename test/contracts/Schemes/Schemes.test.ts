import { expect } from "chai";
import { eventsOf, fieldsOf } from "../fixtures/events.ts";
import {
  FOR_EVER,
  Form,
  freshScene,
  Kind,
  mask,
  SCHEME,
  SCHEME_FOR_EVER,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { expectReverted } from "../fixtures/refusal.ts";

describe("Schemes", () => {
  let scene: Scene;
  let schemes: Scene["schemes"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ schemes } = scene);
  });

  describe("setScheme", () => {
    it("sets terms, and says so in an event", async () => {
      const terms = schemeTerms({ attestations: 6, maximumAgeDays: 0, maximumValidityDays: 1 });
      const { hash } = await schemes.setScheme(9, "N", terms);
      const expected = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, BigInt(value)]));
      expect(await eventsOf(hash, schemes, "SchemeSet")).to.deep.equal([{ scheme: 9n, name: "N", terms: expected }]);
      expect(fieldsOf(await schemes.schemes(9))).to.deep.equal(expected);
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
        expectReverted(schemes.setScheme(scheme, name, schemeTerms(changes)), schemes, ...["SchemeInvalid", scheme]));
    }

    for (const terms of [
      { custodyModels: 0 },
      { custodyModels: 1 },
      { custodyModels: 0x40 },
      { allocations: 0 },
      { allocations: 1 },
      { allocations: 0x08 },
      { minimumPrimaryDataPercent: 101 },
      { validFrom: SCHEME_FOR_EVER, validUntil: 1 },
    ]) {
      it(`cannot be ${JSON.stringify(terms)}`, async () => {
        await expect(schemes.setScheme(SCHEME, "N", schemeTerms(terms)))
          .to.be.revertedWithCustomError(schemes, "SchemeInvalid")
          .withArgs(SCHEME);
      });
    }

    it("takes a name of 100 bytes", async () => {
      await schemes.setScheme(9, "N".repeat(100), schemeTerms());
    });
  });

  describe("setThreshold", () => {
    it("sets them for a form, and says so in an event", async () => {
      expect((await schemes.thresholds(SCHEME, Form.magnet)).isSet).to.equal(false);
      const { hash } = await schemes.setThreshold(SCHEME, Form.magnet, 8, 8);
      expect(await eventsOf(hash, schemes, "ThresholdSet")).to.deep.equal([
        {
          ...{ scheme: BigInt(SCHEME), form: BigInt(Form.magnet) },
          ...{ lowCarbonGramsPerKilogram: 8n, zeroCarbonGramsPerKilogram: 8n },
        },
      ]);
      const { isSet, lowCarbonGramsPerKilogram } = await schemes.thresholds(SCHEME, Form.magnet);
      expect([isSet, lowCarbonGramsPerKilogram]).to.deep.equal([true, 8n]);
    });

    it("are set once, sensible, and rest on verified carbon", async () => {
      const set = (form: number, low = 2, zero = 1, scheme = SCHEME) => schemes.setThreshold(scheme, form, low, zero);
      await schemes.setThreshold(SCHEME, Form.concentrate, 3_000, 100);
      await expect(set(Form.concentrate))
        .to.be.revertedWithCustomError(schemes, "ThresholdIsSet")
        .withArgs(SCHEME, Form.concentrate);
      await expect(set(Form.ore, 1, 2))
        .to.be.revertedWithCustomError(schemes, "ThresholdInvalid")
        .withArgs(SCHEME, Form.ore);
      await expect(set(Form.none)).to.be.revertedWithCustomError(schemes, "ThresholdInvalid");
      await expect(set(Form.ore, 2, 1, 99))
        .to.be.revertedWithCustomError(schemes, "SchemeUnknown")
        .withArgs(99);
      const unverified = schemeTerms({ attestations: mask(Kind.assay, Kind.process) });
      await schemes.setScheme(9, "Unverified", unverified);
      await expect(set(Form.ore, 2, 1, 9)).to.be.revertedWithCustomError(schemes, "ThresholdInvalid");
      // A scheme that classes carbon does not stop asking for what that rests on.
      await expect(schemes.setScheme(SCHEME, "Unverified", unverified))
        .to.be.revertedWithCustomError(schemes, "SchemeInvalid")
        .withArgs(SCHEME);
      await expect(schemes.connect(scene.stranger).setThreshold(SCHEME, Form.ore, 2, 1)).to.be.revertedWithCustomError(
        schemes,
        "AccessManagedUnauthorized",
      );
    });
  });

  describe("accredit", () => {
    it("accredits, and says so in an event", async () => {
      const { organisation } = scene.party.verifier;
      const { hash } = await schemes.accredit(SCHEME, organisation, 5, 6);
      const window = { validFrom: 5n, validUntil: 6n };
      expect(await eventsOf(hash, schemes, "Accredited")).to.deep.equal([
        { scheme: BigInt(SCHEME), organisation, ...window },
      ]);
      expect(fieldsOf(await schemes.accreditations(SCHEME, organisation))).to.deep.equal(window);
    });

    it("refuses a scheme that is not there", async () => {
      const { organisation } = scene.party.verifier;
      const call = schemes.accredit(99, organisation, 0, FOR_EVER);
      await expectReverted(call, schemes, "SchemeUnknown", 99);
    });

    it("refuses a window that ends before it starts", async () => {
      const { organisation } = scene.party.verifier;
      const call = schemes.accredit(SCHEME, organisation, 6, 5);
      await expectReverted(call, schemes, "WindowInvalid", 6, 5);
    });

    it("refuses whoever is not enrolled", async () => {
      const { address } = scene.stranger;
      const call = schemes.accredit(SCHEME, address, 0, FOR_EVER);
      await expectReverted(call, schemes, "OrganisationUnknown", address);
    });

    it("withdraws the accreditation of whoever is suspended", async () => {
      const { organisation } = scene.party.certifier;
      await scene.participants.suspend(organisation);
      await schemes.accredit(SCHEME, organisation, 0, 0);
      expect((await schemes.accreditations(SCHEME, organisation)).validUntil).to.equal(0n);
    });
  });
});
