import { expect } from "chai";
import { carried } from "./carried.ts";
import type { RawContent } from "./content.ts";
import { eventsOf } from "./events.ts";
import {
  code,
  Form,
  freshScene,
  Kind,
  LotStatus,
  mask,
  Role,
  SCHEME,
  SCHEME_FOR_EVER,
  type Scene,
  schemeTerms,
} from "./fixture.ts";
import { declared } from "./journeys.ts";
import { assay, attest, certify } from "./kinds.ts";
import { Allocation, correctFootprint, Model } from "./processing-kinds.ts";
import { expectRefused } from "./refusal.ts";

const Class = { none: 0n, verified: 1n, lowCarbon: 2n, zeroCarbon: 3n, offsetNeutral: 4n } as const;

describe("Certification: classes", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
    await scene.certification.setThreshold(SCHEME, Form.concentrate, 3_000, 100);
  });

  async function certifiedAs(changes: Partial<RawContent>, removals = BigInt(changes.removalsGramsPerKilogram ?? 0)) {
    const declaration = await declared(scene, changes);
    await (await assay(scene, declaration.identity)).send();
    const quantity = BigInt(changes.footprintGramsPerKilogram ?? 4_000);
    await (await attest(scene, declaration.lot, Kind.weight)).send();
    await (await attest(scene, declaration.lot, Kind.process)).send();
    await (await attest(scene, declaration.lot, Kind.footprint, { message: { quantity } })).send();
    if (removals > 0n)
      await (await attest(scene, declaration.lot, Kind.removals, { message: { quantity: removals } })).send();
    await (await certify(scene, declaration.lot)).send();
    return declaration;
  }

  for (const [expected, changes] of [
    ["verified", {}],
    ["verified", { footprintGramsPerKilogram: 3_001 }],
    ["lowCarbon", { footprintGramsPerKilogram: 3_000 }],
    ["lowCarbon", { footprintGramsPerKilogram: 101 }],
    ["zeroCarbon", { footprintGramsPerKilogram: 100 }],
    ["lowCarbon", { removalsGramsPerKilogram: 1_000 }],
    ["zeroCarbon", { removalsGramsPerKilogram: 5_000 }],
    // Offsets make nothing low: beside a footprint that is not, they are a claim of their own.
    ["offsetNeutral", { offsetsGramsPerKilogram: 4_000 }],
    ["verified", { offsetsGramsPerKilogram: 3_999 }],
    ["lowCarbon", { footprintGramsPerKilogram: 3_000, offsetsGramsPerKilogram: 3_000 }],
  ] as const) {
    it(`are ${expected} for a lot of ${JSON.stringify(changes)}`, async () => {
      const { identity } = await certifiedAs(changes);
      expect(await scene.certification.classOf(carried(identity))).to.equal(Class[expected]);
    });
  }

  it("count removals as far as somebody independent attested their figure, and not a gram further", async () => {
    const { lot, identity } = await certifiedAs({ removalsGramsPerKilogram: 4_000 }, 0n);
    const classOf = () => scene.certification.classOf(carried(identity));
    // Declared and never attested.
    expect(await classOf()).to.equal(Class.verified);
    const states = async (quantity: bigint, by = scene.party.verifier) =>
      await (await attest(scene, lot, Kind.removals, { message: { quantity } }, by)).send();
    await states(999n);
    expect(await classOf()).to.equal(Class.verified);
    await states(1_000n);
    expect(await classOf()).to.equal(Class.lowCarbon);
    await states(3_900n);
    expect(await classOf()).to.equal(Class.zeroCarbon);
    await expectRefused(
      attest(scene, lot, Kind.removals, { message: { quantity: 4_000n } }, scene.party.miner),
      scene.participants,
      "RoleNotHeld",
      ...[scene.party.miner.organisation, 1 << Role.verifier, code("CN"), 0],
    );
  });

  it("are none before a certificate, and follow a correction", async () => {
    const { identity } = await declared(scene);
    expect(await scene.certification.classOf(carried(identity))).to.equal(Class.none);
    const low = await certifiedAs({ footprintGramsPerKilogram: 3_000 });
    await (await correctFootprint(scene, low.lot, 3_001)).send();
    expect(await scene.certification.classOf(carried(low.identity))).to.equal(Class.verified);
  });

  it("are of the scheme's own thresholds, form by form", async () => {
    const { certification } = scene;
    expect((await certification.thresholds(SCHEME, Form.magnet)).isSet).to.equal(false);
    const { hash } = await certification.setThreshold(SCHEME, Form.magnet, 8, 8);
    expect(await eventsOf(hash, certification, "ThresholdSet")).to.deep.equal([
      {
        ...{ scheme: BigInt(SCHEME), form: BigInt(Form.magnet) },
        ...{ lowCarbonGramsPerKilogram: 8n, zeroCarbonGramsPerKilogram: 8n },
      },
    ]);
    const { isSet, lowCarbonGramsPerKilogram } = await certification.thresholds(SCHEME, Form.magnet);
    expect([isSet, lowCarbonGramsPerKilogram]).to.deep.equal([true, 8n]);
  });

  it("have thresholds that are set once, sensible, and rest on verified carbon", async () => {
    const { certification } = scene;
    const set = (form: number, low = 2, zero = 1, scheme = SCHEME) =>
      certification.setThreshold(scheme, form, low, zero);
    await expect(set(Form.concentrate))
      .to.be.revertedWithCustomError(certification, "ThresholdIsSet")
      .withArgs(SCHEME, Form.concentrate);
    await expect(set(Form.ore, 1, 2))
      .to.be.revertedWithCustomError(certification, "ThresholdInvalid")
      .withArgs(SCHEME, Form.ore);
    await expect(set(Form.none)).to.be.revertedWithCustomError(certification, "ThresholdInvalid");
    await expect(set(Form.ore, 2, 1, 99))
      .to.be.revertedWithCustomError(certification, "SchemeUnknown")
      .withArgs(99);
    const unverified = schemeTerms({ attestations: mask(Kind.assay, Kind.process) });
    await certification.setScheme(9, "Unverified", unverified);
    await expect(set(Form.ore, 2, 1, 9)).to.be.revertedWithCustomError(certification, "ThresholdInvalid");
    // A scheme that classes carbon does not stop asking for what that rests on.
    await expect(certification.setScheme(SCHEME, "Unverified", unverified))
      .to.be.revertedWithCustomError(certification, "SchemeInvalid")
      .withArgs(SCHEME);
    await expect(
      certification.connect(scene.stranger).setThreshold(SCHEME, Form.ore, 2, 1),
    ).to.be.revertedWithCustomError(certification, "AccessManagedUnauthorized");
  });
});

describe("Certification: what a scheme covers", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  for (const [error, terms, args] of [
    ["CustodyModelNotCovered", { custodyModels: mask(Model.massBalance) }, [1]],
    ["AllocationNotCovered", { allocations: mask(Allocation.economic) }, [1]],
    ["PrimaryDataTooLow", { minimumPrimaryDataPercent: 81 }, [80, 81]],
  ] as const) {
    it(`refuses with ${error}`, async () => {
      const covering = schemeTerms({ attestations: 0 });
      await scene.certification.setScheme(SCHEME, "Narrow", { ...covering, ...terms });
      const { lot } = await declared(scene);
      await expectRefused(certify(scene, lot), scene.certification, error, SCHEME, ...args);
      await scene.certification.setScheme(SCHEME, "Wide", { ...covering, minimumPrimaryDataPercent: 80 });
      await (await certify(scene, lot)).send();
      expect((await scene.lots.lots(lot)).status).to.equal(LotStatus.certified);
    });
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
      await expect(scene.certification.setScheme(SCHEME, "N", schemeTerms(terms)))
        .to.be.revertedWithCustomError(scene.certification, "SchemeInvalid")
        .withArgs(SCHEME);
    });
  }
});
