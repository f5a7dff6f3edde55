import { expect } from "chai";
import { carried } from "../fixtures/carried.ts";
import { composition, elementAt, lotOf, type RawContent, type RawIdentity } from "../fixtures/content.ts";
import { eventsOf } from "../fixtures/events.ts";
import {
  DAY,
  enrolled,
  Form,
  freshScene,
  Kind,
  now,
  Outcome,
  quotas,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
  short,
  TOLERANCES,
} from "../fixtures/fixture.ts";
import { attested, declared } from "../fixtures/journeys.ts";
import { assay, attest, certify } from "../fixtures/kinds.ts";
import { renew, revoke, revokeAssay } from "../fixtures/life-cycle-kinds.ts";
import {
  Allocation,
  deposit,
  Model,
  outputOf,
  Process,
  type Step,
  transform,
  withdraw,
} from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

/** What entitled organisations tried with mass and carbon, signing rightly. */
describe("Attacks: mass and carbon", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
    for (const scheme of [SCHEME, SCHEME + 1]) {
      await scene.schemes.setScheme(scheme, "Any", schemeTerms({ attestations: 0 }));
    }
  });

  const of = async (changes: Partial<RawContent>, isCertified = true): Promise<RawIdentity> => {
    const { identity, lot } = await declared(scene, { quota: quotas.openingStock, ...changes }, scene.party.refiner);
    if (isCertified) await (await certify(scene, lot)).send();
    return identity;
  };
  const stated = (step: Step) => transform(scene, step, {}, scene.party.refiner);

  it("a detection limit of certified feed does not certify dysprosium that was never examined", async () => {
    const compound = {
      form: Form.mixedCompound,
      massGrams: 1_000_000n,
      ...composition({ La: 300_000, Ce: 300_000 }, 1_000),
    };
    const feed = await of(compound);
    const dysprosium = composition({ Dy: 870_000 }, 1);
    const oxide = await of({ form: Form.separatedOxide, massGrams: 1_000n, ...dysprosium }, false);
    await (await attest(scene, lotOf(oxide), Kind.weight, { message: { outcome: Outcome.doesNotConform } })).send();
    const made = (certifiable: boolean) =>
      stated({
        process: Process.separation,
        taken: [
          { identity: feed, grams: 1_000_000n },
          { identity: oxide, grams: 1_000n },
        ],
        made: [
          outputOf(
            feed,
            {
              form: Form.separatedOxide,
              massGrams: 1_000n,
              ...dysprosium,
              custodyModel: Model.massBalance,
              footprintGramsPerKilogram: 5_000_000,
            },
            certifiable,
          ),
        ],
      });
    const args = [elementAt("Dy"), 870_000_000_000n, 0n] as const;
    await expectRefused(made(true), scene.processing, "CertifiedShareExceeded", ...args);
    await (await made(false)).send();
  });

  it("splitting, blending and repackaging part no elements, for anybody", async () => {
    const parted = [
      { massGrams: 500n, ...composition({ La: 200_000, Nd: 1_000 }) },
      { massGrams: 500n, ...composition({ La: 1_000, Nd: 200_000 }) },
    ];
    const one = await of({ form: Form.mixedCompound, ...composition({ La: 100_500, Nd: 100_500 }) });
    const other = await of({ form: Form.mixedCompound, ...composition({ La: 100_500, Nd: 100_500 }) });
    const made = parted.map((changes) => outputOf(one, changes));
    const whole = [{ identity: one, grams: 1_000n }];
    const split = await stated({ process: Process.splitting, taken: whole, made });
    await expectRefused(split, scene.processing, "CompositionChanges", split.lots[0]);
    const halves = [one, other].map((identity) => ({ identity, grams: 500n }));
    for (const process of [Process.splitting, Process.blending]) {
      const blend = await stated({ process, taken: halves, made });
      const args = [blend.lots[0], elementAt("La"), 200_000_000_000n, 100_500_000_000n] as const;
      await expectRefused(blend, scene.processing, "CompositionNotMean", ...args);
    }
    const packed = await stated({ process: Process.repackaging, taken: whole, made });
    await expectRefused(packed, scene.processing, "RepackagingChanges", packed.lots[0]);
  });

  it("a blend states the mean of what was found, within what two good assays differ by", async () => {
    const rich = await of({ form: Form.mixedCompound, ...composition({ La: 300_000, Dy: 900 }) });
    const poor = await of({ form: Form.mixedCompound, ...composition({ La: 200_000 }) });
    const blend = (found: Record<string, number>, limit = 10) =>
      stated({
        process: Process.blending,
        taken: [rich, poor].map((identity) => ({ identity, grams: 500n })),
        made: [outputOf(rich, { massGrams: 1_000n, ...composition(found, limit) })],
      });
    const refused = async (found: Record<string, number>, symbol: string, ppm: bigint, mean: bigint, limit = 10) => {
      const statement = await blend(found, limit);
      const args = [statement.lots[0], elementAt(symbol), ppm * 1_000_000n, mean * 1_000_000n] as const;
      await expectRefused(statement, scene.processing, "CompositionNotMean", ...args);
    };
    await refused({ La: 247_499, Dy: 450 }, "La", 247_499n, 250_000n);
    await refused({ La: 252_501, Dy: 450 }, "La", 252_501n, 250_000n);
    // What was found disappears behind no limit that is lower than its mean, and nothing is found that nobody found.
    await refused({ La: 250_000 }, "Dy", 449n, 450n, 449);
    await refused({ La: 250_000, Dy: 450, Tb: 1 }, "Tb", 1n, 0n);
    await (await blend({ La: 247_501, Dy: 450 })).send();
    await (await blend({ La: 250_000 }, 450)).send();
  });

  it("a blend comes out all alike: nothing is parted within the uncertainty of the mean", async () => {
    const compound = { form: Form.mixedCompound, ...composition({ La: 200_000, Nd: 200_000 }) };
    const [source, other] = [await of(compound), await of(compound)];
    const blend = (Nd: number) =>
      stated({
        process: Process.blending,
        taken: [source, other].map((identity) => ({ identity, grams: 500n })),
        made: [400_000 - Nd, Nd].map((La) =>
          outputOf(source, { massGrams: 500n, ...composition({ La, Nd: 400_000 - La }) }),
        ),
      });
    const parted = await blend(202_000);
    await expectRefused(parted, scene.processing, "CompositionChanges", parted.lots[1]);
    await (await blend(200_000)).send();
  });

  // The first of all elements, the last, and one between.
  for (const symbol of ["Sc", "Nd", "Lu"]) {
    it(`an account's output of ${symbol} leaves no carbon with another that nobody will examine`, async () => {
      const miner = async (changes: Partial<RawContent>) => {
        const { identity, lot } = await declared(scene, changes);
        await (await certify(scene, lot)).send();
        return identity;
      };
      const examined = { massGrams: 1_000n, ...composition({ [symbol]: 400_000 }) };
      const cerium = { massGrams: 99_000n, ...composition({ Ce: 400_000 }) };
      const heavy = await miner({ ...examined, footprintGramsPerKilogram: 100_000 });
      const light = await miner({ ...cerium, footprintGramsPerKilogram: 1_000 });
      for (const identity of [heavy, light]) {
        await (await deposit(scene, [{ identity, grams: identity.content.massGrams }])).send();
      }
      const balanced = { custodyModel: Model.massBalance, deposit: short("mixed") };
      const drawn = (footprintGramsPerKilogram: number) =>
        withdraw(scene, [
          outputOf(heavy, { ...balanced, ...examined, footprintGramsPerKilogram }),
          outputOf(light, { ...balanced, ...cerium, footprintGramsPerKilogram: 2_000 }, false),
        ]);
      const thrifty = await drawn(99_999);
      await expectRefused(thrifty, scene.siteAccounts, "FootprintTooLow", thrifty.lots[0], 99_999, 100_000);
      await (await drawn(100_000)).send();
    });
  }

  it("certified goods are not washed with what nobody examined", async () => {
    const shares = composition({ La: 100_000, Nd: 100_000 });
    const heavy = await of({
      form: Form.mixedCompound,
      massGrams: 1_000n,
      footprintGramsPerKilogram: 50_000,
      ...shares,
    });
    const light = await of(
      { form: Form.mixedCompound, massGrams: 100_000n, footprintGramsPerKilogram: 1, ...shares },
      false,
    );
    const blend = (footprintGramsPerKilogram: number) =>
      stated({
        process: Process.blending,
        taken: [
          { identity: heavy, grams: 1_000n },
          { identity: light, grams: 100_000n },
        ],
        made: [
          outputOf(heavy, { massGrams: 1_000n, custodyModel: Model.massBalance, footprintGramsPerKilogram }),
          // What can never be certified shares all the carbon as before.
          outputOf(
            heavy,
            { massGrams: 100_000n, custodyModel: Model.massBalance, footprintGramsPerKilogram: 497 },
            false,
          ),
        ],
      });
    const washed = await blend(49_999);
    await expectRefused(washed, scene.processing, "FootprintTooLow", washed.lots[0], 49_999, 50_000);
    await (await blend(50_000)).send();
  });

  it("nobody certifies by one scheme what was made by another's prices", async () => {
    const economic = { form: Form.mixedCompound, allocation: Allocation.economic };
    const feed = await of({ ...economic, ...composition({ La: 100_000, Nd: 100_000 }) });
    const priced = (prices: Record<string, number>) =>
      scene.policies.setTerms(SCHEME + 1, {
        toleranceBasisPoints: 0,
        prices: new Array(17)
          .fill(0)
          .map((_, index) => Object.entries(prices).find(([e]) => elementAt(e) === index)?.[1] ?? 0),
      });
    const separation = () =>
      stated({
        process: Process.separation,
        scheme: SCHEME + 1,
        taken: [{ identity: feed, grams: 1_000n }],
        made: [
          outputOf(feed, { massGrams: 500n, ...composition({ La: 200_000 }), footprintGramsPerKilogram: 8_000 }),
          outputOf(feed, { massGrams: 500n, ...composition({ Nd: 200_000 }), footprintGramsPerKilogram: 1 }),
        ],
      });
    await priced({ La: 1 });
    await expectRefused(separation(), scene.processing, "PriceMissing", SCHEME + 1, elementAt("Nd"));
    await priced({ La: 100_000, Nd: 1 });
    const { lots, send } = await separation();
    await send();
    const [, neodymium = 0n] = lots;
    await expectRefused(certify(scene, neodymium), scene.lots, "SchemeDiffers", neodymium, SCHEME, SCHEME + 1);
  });

  it("nobody makes a lot by the prices of a scheme that is not in force, or cannot certify it", async () => {
    const feed = await of({ form: Form.mixedCompound, ...composition({ La: 100_000, Nd: 100_000 }) });
    const separation = (scheme: number, certifiable = true) =>
      stated({
        process: Process.separation,
        scheme,
        taken: [{ identity: feed, grams: 1_000n }],
        made: [outputOf(feed, { massGrams: 900n, footprintGramsPerKilogram: 60_000 }, certifiable)],
      });
    const schemes = scene.schemes;
    await expectRefused(separation(99), schemes, "SchemeNotInForce", 99);
    const by = async (terms: Record<string, number>) =>
      await schemes.setScheme(SCHEME, "Of another time", schemeTerms({ attestations: 0, ...terms }));
    const time = await now();
    for (const terms of [
      { validFrom: time + DAY },
      { validUntil: time - 1 },
      { suspendedFrom: time - 1, suspendedUntil: time + DAY },
    ]) {
      await by(terms);
      await expectRefused(separation(SCHEME), schemes, "SchemeNotInForce", SCHEME);
    }
    await by({ forms: 1 << Form.separatedOxide });
    await expectRefused(separation(SCHEME), schemes, "FormNotCovered", SCHEME, Form.mixedCompound);
    // What is never to be certified may be of any form.
    await (await separation(SCHEME, false)).send();
    await by({ forms: 1 << Form.mixedCompound });
    await (await separation(SCHEME)).send();
  });

  it("what a laboratory finds less than declared is drawn on the producer's allowance, lot after lot", async () => {
    await scene.attestations.setTolerances({ ...TOLERANCES, assayPartsPerHundredMillion: 50_000 });
    await scene.schemes.setScheme(SCHEME, "Assayed", schemeTerms({ attestations: 1 << Kind.assay }));
    const { organisation } = scene.party.miner;
    const shares = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 };
    const rich = { ...shares, Tb: 500, Dy: 500 };
    const examinedAs = async (found: Record<string, number>) => {
      const { lot, identity } = await declared(scene, composition(rich));
      await (await assay(scene, identity, { message: composition(found) })).send();
      return lot;
    };
    // 500 ppm of both that nobody found, of a ton: a kilogram.
    const excess = 1_000_000_000_000n;
    const lot = await examinedAs(shares);
    await expectRefused(certify(scene, lot), scene.policies, "ToleranceExhausted", organisation, 0, excess, 0);
    await scene.policies.grantAllowance(organisation, 0, excess, 0);
    const signed = await certify(scene, lot);
    const { hash } = await signed.send();
    expect(await eventsOf(hash, scene.policies, "AllowanceDrawn")).to.deep.equal([
      { organisation, site: 0n, digest: signed.digest, toleratedNanograms: excess, reliedNanograms: 0n },
    ]);
    const next = await examinedAs(shares);
    await expectRefused(certify(scene, next), scene.policies, "ToleranceExhausted", organisation, 0, excess, 0);
    // What was found as declared, or richer, draws nothing.
    await (await certify(scene, await examinedAs({ ...rich, Nd: 68_100 }))).send();
  });

  it("where no assay says what is missing, all of it counts as metal", async () => {
    await scene.schemes.setScheme(SCHEME, "Weighed", schemeTerms({ attestations: 1 << Kind.weight }));
    const { organisation } = scene.party.miner;
    const { lot } = await declared(scene);
    await (await attest(scene, lot, Kind.weight, { message: { quantity: 999_000n } })).send();
    const excess = 1_000_000_000_000n;
    await expectRefused(certify(scene, lot), scene.policies, "ToleranceExhausted", organisation, 0, excess, 0);
    await scene.policies.grantAllowance(organisation, 0, excess, 0);
    await (await certify(scene, lot)).send();
  });

  it("what a scale finds lighter than declared is drawn on it, too", async () => {
    const both = (1 << Kind.assay) | (1 << Kind.weight);
    await scene.schemes.setScheme(SCHEME, "Assayed and weighed", schemeTerms({ attestations: both }));
    const { organisation } = scene.party.miner;
    const { lot, identity } = await declared(scene);
    await (await assay(scene, identity)).send();
    await (await attest(scene, lot, Kind.weight, { message: { quantity: 999_000n } })).send();
    // A kilogram of which 42.5 % are rare earths.
    const excess = 425_000_000_000n;
    await expectRefused(certify(scene, lot), scene.policies, "ToleranceExhausted", organisation, 0, excess, 0);
    await scene.policies.grantAllowance(organisation, 0, excess, 0);
    await (await certify(scene, lot)).send();
  });

  it("what a scale missed is drawn on it though some of the lot is used up before the rest is certified", async () => {
    const both = (1 << Kind.assay) | (1 << Kind.weight);
    await scene.schemes.setScheme(SCHEME, "Assayed and weighed", schemeTerms({ attestations: both }));
    const { organisation } = scene.party.miner;
    const { lot, identity } = await declared(scene);
    await (await assay(scene, identity)).send();
    await (await attest(scene, lot, Kind.weight, { message: { quantity: 999_000n } })).send();
    const used = { taken: [{ identity, grams: 1_000n }], made: [outputOf(identity, { massGrams: 1_000n }, false)] };
    await (await transform(scene, used)).send();
    const excess = 425_000_000_000n;
    await expectRefused(certify(scene, lot), scene.policies, "ToleranceExhausted", organisation, 0, excess, 0);
    await scene.policies.grantAllowance(organisation, 0, excess, 0);
    await (await certify(scene, lot)).send();
  });

  /** 500 ppm of both that nobody found, of a ton: a kilogram. */
  const KILOGRAM = 1_000_000_000_000n;
  const found = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 };

  /** A lot with 500 ppm of Tb and Dy, in which a laboratory that agrees within its tolerance found neither. */
  const poorlyAssayed = async () => {
    await scene.attestations.setTolerances({ ...TOLERANCES, assayPartsPerHundredMillion: 50_000 });
    await scene.schemes.setScheme(SCHEME, "Assayed", schemeTerms({ attestations: 1 << Kind.assay }));
    const { lot, identity } = await declared(scene, composition({ ...found, Tb: 500, Dy: 500 }));
    const first = await assay(scene, identity, { message: composition(found) });
    await first.send();
    const friendly = await enrolled(scene.participants, "a friendly laboratory", Role.laboratory, "CN");
    const confirmed = (occurredAt: number) => assay(scene, identity, { message: { occurredAt } }, friendly);
    return { lot, identity, first, friendly, confirmed };
  };
  const lacks = (lot: bigint, nanograms: bigint) => {
    const { organisation } = scene.party.miner;
    const args = [organisation, 0, nanograms, 0] as const;
    return expectRefused(certify(scene, lot), scene.policies, "ToleranceExhausted", ...args);
  };

  it("a second laboratory hides nothing of what the first did not find, whatever day it states", async () => {
    const { lot, friendly, confirmed } = await poorlyAssayed();
    await lacks(lot, KILOGRAM);
    for (const day of [2, 0]) {
      const second = await confirmed((await now()) - day * DAY);
      await second.send();
      await lacks(lot, KILOGRAM);
      // Nor by taking its own back, which reveals and hides nothing.
      if (day !== 0) await (await revokeAssay(scene, second, {}, friendly)).send();
      await lacks(lot, KILOGRAM);
    }
    expect(await scene.lots.examinations(lot, Kind.assay)).to.have.lengthOf(2);
  });

  it("what a laboratory does not find counts as well where a friendly one was faster", async () => {
    const { lot, identity, first, confirmed } = await poorlyAssayed();
    await (await revokeAssay(scene, first)).send();
    await (await confirmed(await now())).send();
    const occurredAt = (await now()) - 3 * DAY;
    await (await assay(scene, identity, { message: { ...composition(found), occurredAt } })).send();
    await lacks(lot, KILOGRAM);
  });

  it("a wrong assay that its own laboratory takes back no longer counts", async () => {
    const { lot, first, friendly, confirmed } = await poorlyAssayed();
    await (await confirmed(await now())).send();
    await expectRefused(
      revokeAssay(scene, first, {}, friendly),
      scene.attestations,
      "NotTheAttester",
      first.digest,
      friendly.organisation,
    );
    await (await revokeAssay(scene, first)).send();
    await (await certify(scene, lot)).send();
    // Nor does one that the laboratory itself made anew.
    const next = await declared(scene, composition({ ...found, Tb: 500, Dy: 500 }));
    await (await assay(scene, next.identity, { message: composition(found) })).send();
    await (await assay(scene, next.identity)).send();
    await (await certify(scene, next.lot)).send();
  });

  it("of several scales the lightest counts, and what is found after the certificate counts when it is renewed", async () => {
    const both = (1 << Kind.assay) | (1 << Kind.weight);
    await scene.schemes.setScheme(SCHEME, "Assayed and weighed", schemeTerms({ attestations: both }));
    const { organisation } = scene.party.miner;
    const { lot, identity } = await declared(scene);
    await (await assay(scene, identity)).send();
    const weighs = async (quantity: bigint, name: string) => {
      const laboratory = await enrolled(scene.participants, name, Role.laboratory, "CN");
      await (await attest(scene, lot, Kind.weight, { message: { quantity } }, laboratory)).send();
    };
    // A kilogram of which 42.5 % are rare earths.
    const kilogram = 425_000_000_000n;
    await weighs(999_000n, "the lightest scale");
    await weighs(1_000_000n, "a friendly scale");
    await lacks(lot, kilogram);
    await scene.policies.grantAllowance(organisation, 0, kilogram, 0);
    await (await certify(scene, lot)).send();
    // What was drawn for the lot is not drawn again: not by a renewal, and not by a certificate in place of a revoked one.
    await (await renew(scene, lot)).send();
    await (await revoke(scene, lot)).send();
    await (await certify(scene, lot)).send();
    await weighs(998_000n, "a late scale");
    const args = [organisation, 0, kilogram, 0] as const;
    await expectRefused(renew(scene, lot), scene.policies, "ToleranceExhausted", ...args);
    await scene.policies.grantAllowance(organisation, 0, 2n * kilogram, 0);
    const renewal = await renew(scene, lot);
    const { hash } = await renewal.send();
    expect(await eventsOf(hash, scene.policies, "AllowanceDrawn")).to.deep.equal([
      { organisation, site: 0n, digest: renewal.digest, toleratedNanograms: kilogram, reliedNanograms: 0n },
    ]);
  });

  it("of several attestations of removals the least counts", async () => {
    await scene.schemes.setScheme(SCHEME, "Carbon", schemeTerms());
    await scene.schemes.setThreshold(SCHEME, Form.concentrate, 3_000, 100);
    const { lot, identity } = await attested(scene, { removalsGramsPerKilogram: 4_000 });
    await (await certify(scene, lot)).send();
    const states = async (quantity: bigint, name: string) => {
      const verifier = await enrolled(scene.participants, name, Role.verifier, "CN");
      await (await attest(scene, lot, Kind.removals, { message: { quantity } }, verifier)).send();
    };
    await states(1_000n, "the first verifier");
    const lowCarbon = 2n;
    expect(await scene.certification.classOf(carried(identity))).to.equal(lowCarbon);
    await states(4_000n, "a friendly verifier");
    expect(await scene.certification.classOf(carried(identity))).to.equal(lowCarbon);
  });
});
