import { expect } from "chai";
import { carried } from "../fixtures/carried.ts";
import type { RawContent } from "../fixtures/content.ts";
import {
  code,
  Form,
  freshScene,
  Kind,
  LotStatus,
  mask,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { assay, attest, certify } from "../fixtures/kinds.ts";
import { Allocation, correctFootprint, Model } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

const Class = { none: 0n, verified: 1n, lowCarbon: 2n, zeroCarbon: 3n, offsetNeutral: 4n } as const;

describe("Certification: classes", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
    await scene.schemes.setThreshold(SCHEME, Form.concentrate, 3_000, 100);
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
      await scene.schemes.setScheme(SCHEME, "Narrow", { ...covering, ...terms });
      const { lot } = await declared(scene);
      await expectRefused(certify(scene, lot), scene.schemes, error, SCHEME, ...args);
      await scene.schemes.setScheme(SCHEME, "Wide", { ...covering, minimumPrimaryDataPercent: 80 });
      await (await certify(scene, lot)).send();
      expect((await scene.lots.lots(lot)).status).to.equal(LotStatus.certified);
    });
  }
});
