import { expect } from "chai";
import { elements } from "../../../src/domain/elements.ts";
import { composition, elementAt, lotOf, PRODUCED_AT, type RawContent, type RawIdentity } from "../fixtures/content.ts";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  ethers,
  FOR_EVER,
  Form,
  freshScene,
  Kind,
  LotStatus,
  now,
  Outcome,
  type Party,
  quotas,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
  short,
} from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { attest, certify, handOver } from "../fixtures/kinds.ts";
import { revoke, revokeAttestation } from "../fixtures/life-cycle-kinds.ts";
import {
  Allocation,
  correctFootprint,
  Model,
  outputOf,
  Process,
  type RawOutput,
  type Step,
  type Taken,
  type Transformed,
  transform,
} from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

/** First of the elements that are found in the lots here. */
const LANTHANUM = elementAt("La");

const noAttestations = schemeTerms({ attestations: 0 });

/** A certified lot of the organisation's opening stock, under a scheme that asks for no attestation. */
async function stock(
  scene: Scene,
  changes: Partial<RawContent>,
  by: Party = scene.party.refiner,
): Promise<RawIdentity> {
  const { lot, identity } = await declared(scene, { quota: quotas.openingStock, ...changes }, by);
  await (await certify(scene, lot)).send();
  return identity;
}

describe("Processing: transform", () => {
  let scene: Scene;
  let source: RawIdentity;
  beforeEach(async () => {
    scene = await freshScene();
    ({ identity: source } = await certified(scene));
  });

  const taking = (grams: bigint, identity = source): Taken => ({ identity, grams });
  const made = (massGrams: bigint, changes: Partial<RawContent> = {}, certifiable = true) =>
    outputOf(source, { massGrams, ...changes }, certifiable);
  const one = (grams: bigint, changes: Partial<RawContent> = {}, more: Partial<Step> = {}): Step => ({
    taken: [taking(1_000n)],
    made: [made(grams, changes)],
    ...more,
  });
  const refused = (statement: Promise<Transformed>, error: string, ...args: unknown[]) =>
    expectRefused(statement, scene.processing, error, ...args);
  const refusedOf = async (step: Step, error: string, ...args: unknown[]) => {
    const statement = await transform(scene, step);
    await expectRefused(statement, scene.processing, error, statement.lots[0], ...args);
  };

  it("takes its inputs, declares its outputs, and says all of it in an event", async () => {
    const { organisation } = scene.party.miner;
    const step = { taken: [taking(1_000n)], made: [made(600n), made(400n, {}, false)], lossGrams: 3n };
    const signed = await transform(scene, step);
    const { digest, message: statement, signature, lots } = signed;
    await expectEvent(signed, "Transformed", { digest, organisation, made: lots, statement, signature });
    expect(await scene.lots.balanceOf(organisation, lotOf(source))).to.equal(999_000n);
    const [certifiable = 0n, beyond = 0n] = lots;
    expect(fieldsOf(await scene.lots.lots(certifiable))).to.include({
      ...{ status: LotStatus.declared, form: BigInt(Form.concentrate), massGrams: 600n, custodyModel: 1n },
      ...{ footprintGramsPerKilogram: 4_000n, allocation: 1n, primaryDataPercent: 80n },
    });
    expect((await scene.lots.lots(beyond)).status).to.equal(LotStatus.uncertifiable);
    for (const lot of [lotOf(source), certifiable, beyond]) {
      expect((await scene.lots.heads(lot)).count).to.equal(lot === lotOf(source) ? 7n : 1n);
    }
  });

  it("makes lots that are certified like any other, but for those beyond the certified share", async () => {
    await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
    const { lots, send } = await transform(scene, {
      taken: [taking(1_000n)],
      made: [made(600n), made(400n, {}, false)],
    });
    await send();
    const [certifiable = 0n, beyond = 0n] = lots;
    await (await certify(scene, certifiable)).send();
    expect(await scene.lots.balanceOf(scene.party.miner.organisation, certifiable)).to.equal(600n);
    await expectRefused(certify(scene, beyond), scene.lots, "LotNotDeclared", ...[beyond, LotStatus.uncertifiable]);
  });

  describe("mass", () => {
    it("is refused one nanogram of an element beyond what went in, by the element's name", async () => {
      // One gram more of praseodymium hides behind a hundred less of lanthanum.
      const shares = { La: 109_900, Ce: 220_000, Pr: 22_001, Nd: 68_000, Sm: 5_000 };
      await refused(
        transform(scene, one(1_000n, composition(shares))),
        "ElementGrows",
        ...[elementAt("Pr"), 22_001_000_000n, 22_000_000_000n],
      );
      await (await transform(scene, one(1_000n, composition({ ...shares, Pr: 22_000 })))).send();
    });

    it("is refused a part more of each element alone, by its name", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      // As much of each, so that none hides behind another, wherever it is looked for.
      const even = composition(Object.fromEntries(elements.map(({ symbol }) => [symbol, 20_000])));
      const all = await stock(scene, { form: Form.mixedCompound, ...even });
      for (const index of elements.keys()) {
        const more = { ...even, partsPerHundredMillion: even.partsPerHundredMillion.with(index, 2_000_100) };
        const step = { process: Process.separation, taken: [taking(1_000n, all)] };
        const statement = transform(
          scene,
          { ...step, made: [outputOf(all, { massGrams: 1_000n, ...more })] },
          {},
          scene.party.refiner,
        );
        await refused(statement, "ElementGrows", index, 20_001_000_000n, 20_000_000_000n);
      }
    });

    it("asks no content for a detection limit of what comes out, and gives none for one of what goes in", async () => {
      const shares = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 };
      await (await transform(scene, one(1_000n, composition(shares, 1_000)))).send();
      const growing = one(1_000n, composition({ ...shares, Dy: 11 }, 1));
      await refused(transform(scene, growing), "ElementGrows", elementAt("Dy"), 11_000_000n, 10_000_000n);
    });

    it("does not let an element be enriched that the inputs' assays did not find", async () => {
      const shares = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000, Dy: 10 };
      const step = one(1_000n, composition(shares));
      const { organisation } = scene.party.miner;
      const { site } = source.content;
      await expectRefused(
        transform(scene, step),
        scene.policies,
        "RelianceExhausted",
        organisation,
        site,
        10_000_000n,
        0n,
      );
      await scene.policies.grantAllowance(organisation, site, 0, 15_000_000);
      const granted = await scene.policies.allowanceHeads(organisation, site);
      const signed = await transform(scene, step);
      const { hash } = await signed.send();
      expect(await eventsOf(hash, scene.policies, "AllowanceDrawn")).to.deep.equal([
        { organisation, site, digest: signed.digest, toleratedNanograms: 0n, reliedNanograms: 10_000_000n },
      ]);
      // The draw is a link of the allowance's head, after the grant.
      const drawn = ethers.AbiCoder.defaultAbiCoder().encode(
        ["bytes32", "uint256", "uint256"],
        [signed.digest, 0, 10_000_000],
      );
      const link = ethers.AbiCoder.defaultAbiCoder().encode(
        ["bytes28", "bytes32", "uint256"],
        [granted.hash, ethers.keccak256(drawn), await now()],
      );
      const head = await scene.policies.allowanceHeads(organisation, site);
      expect([...head]).to.deep.equal([ethers.dataSlice(ethers.keccak256(link), 0, 28), granted.count + 1n]);
      // What is left does not suffice for as much again.
      const again = one(1_000n, composition(shares));
      await expectRefused(
        transform(scene, again),
        scene.policies,
        "RelianceExhausted",
        organisation,
        site,
        10_000_000n,
        5_000_000n,
      );
      expect(fieldsOf(await scene.policies.allowances(organisation, site))).to.include({
        reliedNanograms: 10_000_000n,
      });
    });

    it("records of each element, alone, what was relied on its limit, and of that no more than nobody had found", async () => {
      const { organisation } = scene.party.miner;
      const { site } = source.content;
      await scene.policies.grantAllowance(organisation, site, 0, 1_000_000_000);
      const relied = async () => (await scene.policies.allowances(organisation, site)).reliedNanograms;
      const found = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 };
      let expected = 0n;
      for (const { symbol } of elements) {
        if (symbol in found) continue;
        await (await transform(scene, one(1_000n, composition({ ...found, [symbol]: 10 })))).send();
        expected += 10_000_000n;
        expect(await relied(), symbol).to.equal(expected);
      }
      // Of one half somebody had found it.
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      const { lot, identity } = await declared(scene, composition({ ...found, Dy: 10 }));
      await (await certify(scene, lot)).send();
      const taken = [taking(500n), taking(500n, identity)];
      await (await transform(scene, { taken, made: [made(1_000n, composition({ ...found, Dy: 10 }))] })).send();
      expect(await relied()).to.equal(expected + 5_000_000n);
    });

    it("tolerates what the scheme allows, until the site's allowance is drained", async () => {
      const { organisation } = scene.party.miner;
      const { site } = source.content;
      const prices = new Array(17).fill(0);
      await scene.policies.setTerms(SCHEME, { toleranceBasisPoints: 10, prices });
      const above = composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_068, Sm: 5_000 });
      const step = (scheme = SCHEME) => one(1_000n, above, { scheme });
      await expectRefused(
        transform(scene, step()),
        scene.policies,
        "ToleranceExhausted",
        organisation,
        site,
        68_000_000n,
        0n,
      );
      await scene.policies.grantAllowance(organisation, site, 136_000_000, 0);
      await (await transform(scene, step())).send();
      await (await transform(scene, step())).send();
      await expectRefused(
        transform(scene, step()),
        scene.policies,
        "ToleranceExhausted",
        organisation,
        site,
        68_000_000n,
        0n,
      );
      const more = composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_069, Sm: 5_000 });
      await refused(
        transform(scene, one(1_000n, more, { scheme: SCHEME })),
        "ElementGrows",
        ...[elementAt("Nd"), 68_069_000_000n, 68_000_000_000n],
      );
      const grows = [elementAt("Nd"), 68_068_000_000n, 68_000_000_000n] as const;
      await refused(transform(scene, step(0)), "ElementGrows", ...grows);
      // What governance says of number zero is of no scheme.
      await scene.policies.setTerms(0, { toleranceBasisPoints: 10, prices });
      await refused(transform(scene, step(0)), "ElementGrows", ...grows);
    });

    it("draws on the allowance from the first hundredth of a part per million, and on none for what only went in", async () => {
      const { organisation } = scene.party.miner;
      const { site } = source.content;
      await scene.policies.setTerms(SCHEME, { toleranceBasisPoints: 10, prices: new Array(17).fill(0) });
      const above = composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000.01, Sm: 5_000 });
      const step = { scheme: SCHEME, taken: [taking(1n)], made: [made(1n, above)] };
      await expectRefused(transform(scene, step), scene.policies, "ToleranceExhausted", organisation, site, 10n, 0n);
      const { hash } = await (await transform(scene, one(1_000n))).send();
      expect(await eventsOf(hash, scene.policies, "AllowanceDrawn")).to.deep.equal([]);
    });

    it("gains nothing by dividing up: many small steps take what one large step takes", async () => {
      for (let step = 0; step < 20; step += 1) {
        await refused(
          transform(scene, { taken: [taking(1n)], made: [made(1n, composition({ Nd: 68_001, La: 1, Ce: 1 }))] }),
          "ElementGrows",
        );
        await (await transform(scene, { taken: [taking(1n)], made: [made(1n)] })).send();
      }
      expect(await scene.lots.balanceOf(scene.party.miner.organisation, lotOf(source))).to.equal(999_980n);
    });

    it("is conserved whole where a process only packs", async () => {
      const split = { process: Process.splitting, taken: [taking(1_000n)] };
      await refused(
        transform(scene, { ...split, made: [made(600n), made(399n)] }),
        "MassNotConserved",
        ...[1_000n, 999n, 0n],
      );
      // What is lost leaves its carbon to the rest.
      const heavier = { footprintGramsPerKilogram: 4_005 };
      const lossy = { ...split, made: [made(600n, heavier), made(399n, heavier)], lossGrams: 1n };
      await (await transform(scene, lossy)).send();
    });
  });

  describe("the certified share", () => {
    let raw: RawIdentity;
    beforeEach(async () => {
      ({ identity: raw } = await declared(scene));
    });

    const blend = (certifiable: bigint, beyond: bigint, model: number = Model.massBalance): Step => ({
      process: Process.blending,
      taken: [taking(600n), taking(400n, raw)],
      made: [
        made(certifiable, { custodyModel: model }),
        ...(beyond === 0n ? [] : [made(beyond, { custodyModel: model }, false)]),
      ],
    });

    it("is what went in certified: a blend with uncertified feed makes no more certifiable grams", async () => {
      await refused(
        transform(scene, blend(601n, 399n)),
        "CertifiedShareExceeded",
        LANTHANUM,
        66_110_000_000n,
        66_000_000_000n,
      );
      const { send, lots } = await transform(scene, blend(600n, 400n));
      await send();
      expect((await scene.lots.lots(lots[0] ?? 0n)).status).to.equal(LotStatus.declared);
      expect((await scene.lots.lots(lotOf(raw))).massGrams).to.equal(999_600n);
    });

    it("is claimed as mass balance or looser, once other material was mixed in", async () => {
      const statement = await transform(scene, blend(600n, 400n, Model.controlledBlending));
      await expectRefused(
        statement,
        scene.processing,
        "CustodyModelTooStrict",
        ...[statement.lots[0], Model.controlledBlending, Model.massBalance],
      );
    });

    it("goes on through lots that are no certificate yet, and no further than it reaches", async () => {
      const first = await transform(scene, blend(600n, 400n));
      await first.send();
      const [certifiable, beyond] = first.identities as [RawIdentity, RawIdentity];
      const again = (grams: bigint): Step => ({
        taken: [taking(600n, certifiable), taking(400n, beyond)],
        made: [
          outputOf(certifiable, { massGrams: grams }),
          outputOf(certifiable, { massGrams: 1_000n - grams }, false),
        ],
      });
      await refused(
        transform(scene, again(601n)),
        "CertifiedShareExceeded",
        LANTHANUM,
        66_110_000_000n,
        66_000_000_000n,
      );
      await (await transform(scene, again(600n))).send();
      expect((await scene.lots.lots(lotOf(certifiable))).massGrams).to.equal(0n);
      await expectRefused(
        transform(scene, { taken: [taking(1n, certifiable)], made: [outputOf(certifiable, { massGrams: 1n })] }),
        scene.lots,
        "GramsMissing",
        ...[lotOf(certifiable), 1n, 0n],
      );
    });

    it("is nothing of what was found to be other than declared, certified or not, until the finding is taken back", async () => {
      const dispute = { message: { outcome: Outcome.doesNotConform } };
      const finding = await attest(scene, lotOf(source), Kind.weight, dispute);
      await finding.send();
      const step = (): Step => ({ taken: [taking(1_000n)], made: [made(1_000n, { custodyModel: Model.massBalance })] });
      await refused(transform(scene, step()), "CertifiedShareExceeded", LANTHANUM, 110_000_000_000n, 0n);
      await (await transform(scene, { taken: [taking(1_000n)], made: [made(1_000n, {}, false)] })).send();
      await (await revokeAttestation(scene, finding, {}, scene.party.laboratory)).send();
      const fresh = await transform(scene, step());
      await fresh.send();
      const [derived] = fresh.identities as [RawIdentity];
      await (await attest(scene, lotOf(derived), Kind.weight, dispute)).send();
      const again = { taken: [taking(500n, derived)], made: [outputOf(derived, { massGrams: 500n })] };
      await refused(transform(scene, again), "CertifiedShareExceeded", LANTHANUM, 55_000_000_000n, 0n);
    });

    it("is nothing where nothing went in certified", async () => {
      const step = { taken: [taking(400n, raw)], made: [made(400n, { custodyModel: Model.massBalance })] };
      await refused(transform(scene, step), "CertifiedShareExceeded", LANTHANUM, 44_000_000_000n, 0n);
    });

    it("is certified of nothing, where nothing is left", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      await (await transform(scene, { taken: [taking(1_000_000n, raw)], made: [made(1_000_000n, {}, false)] })).send();
      await expectRefused(certify(scene, lotOf(raw)), scene.lots, "GramsZero", lotOf(raw));
    });

    it("is certified of what is left alone, once a lot's producer has transformed some of it", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      await (await transform(scene, { taken: [taking(400n, raw)], made: [made(400n, {}, false)] })).send();
      await (await certify(scene, lotOf(raw))).send();
      expect(await scene.lots.balanceOf(scene.party.miner.organisation, lotOf(raw))).to.equal(999_600n);
    });
  });

  describe("carbon", () => {
    it("is carried whole: each output at least its share of what went in and was emitted", async () => {
      // 1,000 g at 4,000 g/kg are 4,000,000 mg, and 500 g are emitted: 4,500 g/kg.
      const emitting = { emissionsGrams: 500n };
      await refusedOf(one(1_000n, { footprintGramsPerKilogram: 4_499 }, emitting), "FootprintTooLow", 4_499, 4_500);
      await (await transform(scene, one(1_000n, { footprintGramsPerKilogram: 4_500 }, emitting))).send();
    });

    it("is rounded against whoever would gain by it", async () => {
      await refusedOf(one(999n, { footprintGramsPerKilogram: 4_004 }), "FootprintTooLow", 4_004, 4_005);
      await (await transform(scene, one(999n, { footprintGramsPerKilogram: 4_005 }))).send();
    });

    it("does not leave with worthless mass: by mass, outputs share it by the rare earths in them", async () => {
      const rich = composition({ La: 200_000, Ce: 430_000, Pr: 43_000, Nd: 135_000, Sm: 9_900 });
      const poor = composition({ La: 9_000, Ce: 8_000, Pr: 900, Nd: 900, Sm: 90 });
      const tailings = { footprintGramsPerKilogram: 4_000, ...poor };
      const step = (footprintGramsPerKilogram: number): Step => ({
        taken: [taking(1_000n)],
        made: [made(500n, { ...rich, footprintGramsPerKilogram }), made(500n, tailings)],
      });
      await refusedOf(step(4_000), "FootprintTooLow", 4_000, 7_820);
      await (await transform(scene, step(7_820))).send();
    });

    it("is shared by the price of each element, to the gram of carbon, and by no price that is missing", async () => {
      const { refiner } = scene.party;
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      // Two percent of each; one output has a thousand parts more of every other element, the other as many less.
      const shares = (by: number) =>
        composition(Object.fromEntries(elements.map(({ symbol }, index) => [symbol, 20_000 + (index % 2 ? by : -by)])));
      const form = { form: Form.mixedCompound, allocation: Allocation.economic };
      const all = await stock(scene, { ...form, ...shares(0) });
      for (const [index, { symbol }] of elements.entries()) {
        const prices = elements.map((_, other): number => (other === index ? 1_000 : 1));
        const value = (by: number) =>
          prices.reduce((sum, price, e) => sum + BigInt(price) * BigInt(20_000 + (e % 2 ? by : -by)), 0n);
        const whole = value(1_000) + value(-1_000);
        // 4,000 g of 1,000 g at 4,000 g per kg, on 500 g each.
        const least = (by: number) => Number((8_000n * value(by) + whole - 1n) / whole);
        const step = (less: number) => ({
          ...{ process: Process.separation, scheme: SCHEME, taken: [taking(1_000n, all)] },
          made: [
            outputOf(all, { massGrams: 500n, ...shares(1_000), footprintGramsPerKilogram: least(1_000) }),
            outputOf(all, { massGrams: 500n, ...shares(-1_000), footprintGramsPerKilogram: least(-1_000) - less }),
          ],
        });
        await scene.policies.setTerms(SCHEME, { toleranceBasisPoints: 0, prices: prices.with(index, 0) });
        const unpriced = transform(scene, step(0), {}, refiner);
        await expectRefused(unpriced, scene.processing, "PriceMissing", SCHEME, index);
        await scene.policies.setTerms(SCHEME, { toleranceBasisPoints: 0, prices });
        const tooLow = await transform(scene, step(1), {}, refiner);
        const args = [tooLow.lots[1], least(-1_000) - 1, least(-1_000)] as const;
        await expectRefused(tooLow, scene.processing, "FootprintTooLow", ...args);
        const { send } = await transform(scene, step(0), {}, refiner);
        await send().catch((error) => {
          throw new Error(`By the price of ${symbol}: ${error}`);
        });
      }
    });

    it("is shared by value at the scheme's prices, where it is said to be: those of all that went in, too", async () => {
      const economic = { allocation: Allocation.economic };
      await refused(transform(scene, one(1_000n, economic)), "PriceMissing", 0, LANTHANUM);
      const priced = (prices: Record<string, number>) =>
        scene.policies.setTerms(SCHEME, {
          ...{ toleranceBasisPoints: 0, prices: elements.map(({ symbol }) => prices[symbol] ?? 0) },
        });
      const without = composition({ La: 110_000, Ce: 220_000, Sm: 5_000 });
      const step = (footprintGramsPerKilogram: number): Step => ({
        scheme: SCHEME,
        taken: [taking(1_000n)],
        made: [
          made(500n, { ...economic, footprintGramsPerKilogram }),
          made(500n, { ...economic, ...without, footprintGramsPerKilogram: 8 }),
        ],
      });
      await priced({ La: 1, Ce: 1, Sm: 1, Pr: 1, Nd: 5_600 });
      await refusedOf(step(7_992), "FootprintTooLow", 7_992, 7_993);
      await (await transform(scene, step(7_993))).send();
      // Praseodymium goes in, and comes out nowhere.
      await priced({ La: 1, Ce: 1, Sm: 1, Nd: 5_600 });
      const losing = one(1_000n, { ...economic, ...without });
      await refused(transform(scene, { ...losing, scheme: SCHEME }), "PriceMissing", SCHEME, elementAt("Pr"));
    });

    it("counts what a footprint was corrected to, not what was declared", async () => {
      await (await correctFootprint(scene, lotOf(source), 4_400)).send();
      await refusedOf(one(1_000n), "FootprintTooLow", 4_000, 4_400);
    });

    it("counts no removals that were neither there nor made", async () => {
      const claiming = { removalsGramsPerKilogram: 200 };
      await refused(transform(scene, one(1_000n, claiming)), "RemovalsExceed", 200_000n, 0n);
      await refused(
        transform(scene, one(1_000n, claiming, { removalsGrams: 199n })),
        "RemovalsExceed",
        ...[200_000n, 199_000n],
      );
      await (await transform(scene, one(1_000n, claiming, { removalsGrams: 200n }))).send();
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      const { lot, identity } = await declared(scene, { removalsGramsPerKilogram: 150 });
      await (await certify(scene, lot)).send();
      const step = { taken: [taking(1_000n), taking(2_000n, identity)], made: [made(3_000n, claiming)] };
      await refused(transform(scene, step), "RemovalsExceed", 600_000n, 300_000n);
      await (await transform(scene, { ...step, removalsGrams: 300n })).send();
    });
  });

  describe("claims", () => {
    it("keep the inputs' origin: relabelling is refused", async () => {
      await refusedOf(one(1_000n, { originCountry: code("TH") }), "OriginMismatch", code("TH"), code("CN"));
      await refusedOf(
        one(1_000n, { deposit: short("Mountain Pass") }),
        "DepositMismatch",
        ...[short("Mountain Pass"), short("Bayan Obo")],
      );
    });

    it("are of mixed origin where inputs' origins differ, and segregated at best", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      const other = await stock(scene, { originCountry: code("US"), deposit: short("Mountain Pass") });
      await (await handOver(scene, lotOf(other), 500n, {}, scene.party.refiner, scene.party.miner)).send();
      const step = (changes: Partial<RawContent>): Step => ({
        process: Process.blending,
        taken: [taking(500n), taking(500n, other)],
        made: [made(1_000n, changes)],
      });
      const mixed = { originCountry: code("ZZ"), deposit: short("mixed") };
      await refusedOf(step({ ...mixed, originCountry: code("CN") }), "OriginMismatch", code("CN"), code("ZZ"));
      await refusedOf(
        step({ ...mixed, deposit: short("Bayan Obo") }),
        "DepositMismatch",
        ...[short("Bayan Obo"), short("mixed")],
      );
      await refusedOf(step(mixed), "CustodyModelTooStrict", Model.identityPreserved, Model.segregated);
      await (await transform(scene, step({ ...mixed, custodyModel: Model.segregated }))).send();
    });

    it("never grow stricter than the loosest input's", async () => {
      const loose = await transform(scene, one(1_000n, { custodyModel: Model.bookAndClaim }));
      await loose.send();
      const [identity] = loose.identities as [RawIdentity];
      const step = {
        taken: [taking(500n, identity)],
        made: [outputOf(identity, { massGrams: 500n, custodyModel: 4 })],
      };
      await refusedOf(step, "CustodyModelTooStrict", Model.massBalance, Model.bookAndClaim);
    });

    it("are no older than what went in, and no younger than the step", async () => {
      await refusedOf(one(1_000n, { producedAt: 1_789_999_999 }), "ProducedBeforeInput", 1_789_999_999, 1_790_000_000);
      const producedAt = await now();
      const occurredAt = producedAt - 1;
      const statement = await transform(scene, one(1_000n, { producedAt }), { message: { occurredAt } });
      const args = [statement.lots[0], producedAt, occurredAt] as const;
      await expectRefused(statement, scene.processing, "ProducedAfterStep", ...args);
    });
  });

  it("makes nothing older than the youngest of its inputs, whichever of them comes first", async () => {
    const producedAt = PRODUCED_AT + 50;
    // Inputs go by their ids, which are hashes: so younger lots are made until one has come first, and one last.
    const orders = new Set<boolean>();
    while (orders.size < 2) {
      const { identity: younger, lot } = await declared(scene, { producedAt });
      orders.add(lot < lotOf(source));
      const step = (at: number) => ({
        taken: [taking(500n), taking(500n, younger)],
        made: [made(1_000n, { producedAt: at }, false)],
      });
      await refusedOf(step(producedAt - 1), "ProducedBeforeInput", producedAt - 1, producedAt);
      await (await transform(scene, step(producedAt))).send();
    }
  });

  describe("repackaging", () => {
    const pack = (changes: Partial<RawContent>): Step => one(1_000n, changes, { process: Process.repackaging });

    it("keeps what is in the package", async () => {
      await (await transform(scene, pack({}))).send();
      const { partsPerHundredMillion } = source.content;
      for (const element of partsPerHundredMillion.keys()) {
        const less = partsPerHundredMillion.map((share, index) => (index === element ? share - 1 : share));
        await refusedOf(pack({ partsPerHundredMillion: less }), "RepackagingChanges");
      }
      for (const changes of [{ custodyModel: Model.segregated }, { producedAt: 1_790_000_001 }]) {
        await refusedOf(pack(changes), "RepackagingChanges");
      }
    });

    it("is of one lot at a time", async () => {
      const { identity: other } = await certified(scene);
      const step = { process: Process.repackaging, taken: [taking(500n), taking(500n, other)], made: [made(1_000n)] };
      await refusedOf(step, "RepackagingChanges");
    });

    it("needs a role that processes in the country where it is done", async () => {
      const trader = scene.party.buyer;
      await (await handOver(scene, lotOf(source), 1_000n, {}, scene.party.miner, trader)).send();
      const statement = transform(scene, pack({ country: code("TH") }), {}, trader);
      const roles = [Role.miner, Role.refiner, Role.magnetMaker, Role.recycler].reduce<number>(
        (sum, role) => sum | (1 << role),
        0,
      );
      const args = [trader.organisation, roles, code("TH"), source.content.site];
      await expectRefused(statement, scene.participants, "RoleNotHeld", ...args);
    });
  });

  describe("what it takes and makes", () => {
    it("needs a process", () =>
      refused(transform(scene, one(1_000n, {}, { process: Process.none })), "ProcessMissing"));

    it("takes and makes the forms of its process", async () => {
      await refused(
        transform(scene, one(1_000n, { form: Form.magnet, ...composition({ Nd: 290_000 }) })),
        "OutputFormInvalid",
      );
      await scene.participants.grantRole(scene.party.miner.organisation, Role.refiner, code("CN"), 0, 0, FOR_EVER);
      await refused(
        transform(scene, { ...one(1_000n, { form: Form.mixedCompound }), process: Process.separation }),
        "InputFormInvalid",
        ...[Process.separation, lotOf(source), Form.concentrate],
      );
      const ore = one(1_000n, { form: Form.ore, ...composition({ La: 1_000 }) }, { process: Process.splitting });
      const statement = await transform(scene, ore);
      const args = [Process.splitting, statement.lots[0], Form.ore] as const;
      await expectRefused(statement, scene.processing, "OutputFormInvalid", ...args);
    });

    it("makes an alloy of metals and alloys, and nothing else", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      const { refiner } = scene.party;
      for (const [form, takes, makes, share] of [
        [Form.metal, true, false, 950_000],
        [Form.alloy, true, true, 300_000],
        [Form.separatedOxide, false, false, 800_000],
      ] as const) {
        const lot = await stock(scene, { form, ...composition({ Nd: share }) });
        const alloy = (as: number): Step => ({
          process: Process.alloying,
          taken: [taking(1_000n, lot)],
          made: [
            outputOf(lot, { massGrams: 1_000n, form: as, ...composition({ Nd: as === Form.alloy ? 300_000 : share }) }),
          ],
        });
        const toAlloy = await transform(scene, alloy(Form.alloy), {}, refiner);
        if (takes) await toAlloy.send();
        else await refused(Promise.resolve(toAlloy), "InputFormInvalid", Process.alloying, lotOf(lot), form);
        if (makes) continue;
        const asItIs = await transform(scene, alloy(form), {}, refiner);
        const args = [Process.alloying, asItIs.lots[0], form] as const;
        await expectRefused(asItIs, scene.processing, "OutputFormInvalid", ...args);
      }
    });

    it("packs nothing of one form together with another", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", noAttestations);
      const { refiner } = scene.party;
      const lots = [
        await stock(scene, { form: Form.metal, ...composition({ Nd: 950_000 }) }),
        await stock(scene, { form: Form.alloy, ...composition({ Nd: 300_000 }) }),
      ];
      const [first, second] = lots.sort((a, b) => (lotOf(a) < lotOf(b) ? -1 : 1)) as [RawIdentity, RawIdentity];
      const together: Step = {
        process: Process.blending,
        taken: [taking(500n, first), taking(500n, second)],
        made: [outputOf(first, { massGrams: 1_000n, ...composition({ Nd: 900_000 }) })],
      };
      await refused(
        transform(scene, together, {}, refiner),
        "InputFormInvalid",
        ...[Process.blending, lotOf(second), second.content.form],
      );
    });

    it("needs inputs in ascending order, each once, and one identity for each", async () => {
      const message = (inputs: { lot: bigint; grams: bigint }[]) => ({ message: { inputs } });
      const lot = lotOf(source);
      await refused(transform(scene, one(1_000n), message([])), "InputsInvalid", 0);
      const twice = message([
        { lot, grams: 1n },
        { lot, grams: 1n },
      ]);
      await refused(transform(scene, one(1_000n), twice), "InputsNotAscending", lot);
      const two = message([
        { lot: 1n, grams: 1n },
        { lot, grams: 1n },
      ]);
      await refused(transform(scene, one(1_000n), two), "IdentitiesMismatch", 2, 1);
    });

    it("needs the identities to be the inputs'", async () => {
      const { identity: other, lot } = await certified(scene);
      const message = { inputs: [{ lot, grams: 1_000n }] };
      await refused(transform(scene, one(1_000n), { message }), "LotIdentityMismatch", lot, lotOf(source));
      expect(other).not.to.equal(source);
    });

    it("takes no identity with anything beside its shares", async () => {
      const { partsPerHundredMillion } = source.content;
      for (const last of [8, 16]) {
        const beside = partsPerHundredMillion.with(last, (partsPerHundredMillion[last] ?? 0) + 2 ** 28);
        const bent = { ...source, content: { ...source.content, partsPerHundredMillion: beside } };
        const message = { inputs: [{ lot: lotOf(source), grams: 1_000n }] };
        const step = { ...one(1_000n), taken: [taking(1_000n, bent)] };
        await refused(transform(scene, step, { message }), "CompositionNotCanonical");
      }
    });

    it("needs outputs, of one place and one rule of allocation, without quota or replacement", async () => {
      await refused(transform(scene, { taken: [taking(1_000n)], made: [] }), "OutputsInvalid", 0);
      const both = (second: RawOutput): Step => ({ taken: [taking(1_000n)], made: [made(1n), second] });
      for (const [error, changes, args] of [
        ["PlaceDiffers", { site: 6_900_000_000_007n }, [code("CN"), 6_900_000_000_007n]],
        ["PlaceDiffers", { country: code("MX") }, [code("MX"), source.content.site]],
        ["AllocationDiffers", { allocation: Allocation.economic }, [Allocation.economic]],
        ["QuotaForbidden", { quota: quotas.extraction }, []],
        ["ReplacementForbidden", { replaces: 5n }, []],
      ] as const) {
        const statement = await transform(scene, both(made(1n, changes)));
        await expectRefused(statement, scene.processing, error, statement.lots[1], ...args);
      }
      const numbered = both({ ...made(1n), lotNumber: "A B" });
      await refused(transform(scene, numbered), "LotNumberInvalid", "A B");
    });

    it("declares nothing twice", async () => {
      const step = one(1n, { footprintGramsPerKilogram: 4_000_000 });
      const { send, lots } = await transform(scene, step);
      await send();
      await expectRefused(transform(scene, step), scene.lots, "LotAlreadyDeclared", lots[0]);
      const same = { taken: [taking(1_000n)], made: [...step.made, ...step.made] };
      await expectRefused(transform(scene, same), scene.lots, "LotAlreadyDeclared", lots[0]);
    });

    it("takes grams that are there, certified and not expired, or the organisation's own", async () => {
      const { organisation } = scene.party.miner;
      const lot = lotOf(source);
      const step = (grams: bigint) => transform(scene, { taken: [taking(grams)], made: [made(1n)] });
      await expectRefused(step(0n), scene.lots, "GramsZero", lot);
      const { identity: own } = await declared(scene);
      const nothing = transform(scene, { taken: [taking(0n, own)], made: [made(1n)] });
      await expectRefused(nothing, scene.lots, "GramsZero", lotOf(own));
      const missing = [lot, organisation, code("CN"), 1_000_000n, 1_000_001n] as const;
      await expectRefused(step(1_000_001n), scene.lots, "StockMissing", ...missing);
      const { identity: foreign } = await declared(scene, { quota: quotas.openingStock }, scene.party.refiner);
      await expectRefused(
        transform(scene, { taken: [taking(1n, foreign)], made: [made(1n)] }),
        scene.lots,
        "LotOfAnother",
        ...[lotOf(foreign), 2n],
      );
      await (await revoke(scene, lot, {}, scene.party.regulator)).send();
      await expectRefused(step(1n), scene.lots, "LotNotCertified", lot, LotStatus.revoked);
    });
  });
});
