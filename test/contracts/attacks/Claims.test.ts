import type { RawContent, RawIdentity } from "../fixtures/content.ts";
import { DAY, FOR_EVER, freshScene, now, SCHEME, type Scene, schemeTerms, short } from "../fixtures/fixture.ts";
import { attested, declared } from "../fixtures/journeys.ts";
import { certify } from "../fixtures/kinds.ts";
import { renew } from "../fixtures/life-cycle-kinds.ts";
import { Allocation, deposit, Model, outputOf, Process, transform, withdraw } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

/** Whoever packs, splits or renews does nothing that would make a better claim true. */
describe("Attacks: claims", () => {
  let scene: Scene;
  let source: RawIdentity;
  beforeEach(async () => {
    scene = await freshScene();
    source = await certifiedWith({ removalsGramsPerKilogram: 1_000 });
  });

  async function certifiedWith(changes: Partial<RawContent>) {
    const { identity, lot } = await attested(scene, changes);
    await (await certify(scene, lot)).send();
    return identity;
  }

  const packing = [
    ["splitting", Process.splitting],
    ["blending", Process.blending],
    ["repackaging", Process.repackaging],
  ] as const;

  for (const [name, process] of packing) {
    it(`${name} makes no more of a footprint's figures measured than were`, async () => {
      const packed = (primaryDataBasisPoints: number) =>
        transform(scene, {
          process,
          taken: [{ identity: source, grams: 1_000n }],
          made: [outputOf(source, { massGrams: 1_000n, primaryDataBasisPoints })],
        });
      const better = packed(8_001);
      const { lots } = await better;
      await expectRefused(better, scene.processing, "PrimaryDataGrows", lots[0], 8_001, 8_000);
      await (await packed(8_000)).send();
      await (await packed(7_999)).send();
    });
  }

  it("a blend claims no more primary data than the mean of what went in", async () => {
    const other = await certifiedWith({ primaryDataBasisPoints: 1_001 });
    const blended = (primaryDataBasisPoints: number) =>
      transform(scene, {
        process: Process.blending,
        taken: [
          { identity: source, grams: 1_000n },
          { identity: other, grams: 2_000n },
        ],
        made: [outputOf(source, { massGrams: 3_000n, primaryDataBasisPoints, removalsGramsPerKilogram: 0 })],
      });
    // 1,000 g of 8,000 and 2,000 g of 1,001 are 10,002 in 3,000 g.
    const better = blended(3_335);
    const { lots } = await better;
    await expectRefused(better, scene.processing, "PrimaryDataGrows", lots[0], 3_335, 3_334);
    await (await blended(3_334)).send();
  });

  for (const [name, process] of packing.slice(0, 2)) {
    it(`${name} heaps no removals up in one of two lots`, async () => {
      const parted = (removalsGramsPerKilogram: number) =>
        transform(scene, {
          process,
          taken: [{ identity: source, grams: 1_000n }],
          made: [
            outputOf(source, { massGrams: 500n, removalsGramsPerKilogram }),
            outputOf(source, { massGrams: 500n, removalsGramsPerKilogram: 0 }),
          ],
        });
      const heaped = parted(1_001);
      const { lots } = await heaped;
      await expectRefused(heaped, scene.processing, "RemovalsHeaped", lots[0], 1_001, 1_000);
      await (await parted(1_000)).send();
    });
  }

  for (const [name, process] of packing) {
    const packed = (changes: Partial<RawContent>, from = source) =>
      transform(scene, {
        process,
        taken: [{ identity: from, grams: 1_000n }],
        made: [outputOf(from, { massGrams: 1_000n, ...changes })],
      });

    it(`${name} adds no offsets`, async () => {
      const from = await certifiedWith({ offsetsGramsPerKilogram: 300 });
      const more = await packed({ offsetsGramsPerKilogram: 301 }, from);
      await expectRefused(more, scene.processing, "OffsetsGrow", more.lots[0], 301, 300);
      await (await packed({ offsetsGramsPerKilogram: 300 }, from)).send();
    });

    it(`${name} says of no figure that it was made by another rule`, async () => {
      const method = await packed({ footprintMethod: 2 });
      await expectRefused(method, scene.processing, "FootprintMethodChanges", method.lots[0], 2, 1);
      const allocation = await packed({ allocation: Allocation.economic });
      const args = [allocation.lots[0], Allocation.economic, Allocation.mass] as const;
      await expectRefused(allocation, scene.processing, "AllocationChanges", ...args);
    });

    it(`${name} needs no prices where emissions were shared by value, as there is nothing to share`, async () => {
      const from = await certifiedWith({ allocation: Allocation.economic });
      await (await packed({}, from)).send();
    });
  }

  it("a blend keeps the rule by which emissions were shared, and names no method where there were two", async () => {
    const [other, economic] = [
      await certifiedWith({ footprintMethod: 2 }),
      await certifiedWith({ allocation: Allocation.economic }),
    ];
    const blended = (second: RawIdentity, changes: Partial<RawContent>) =>
      transform(scene, {
        process: Process.blending,
        taken: [source, second].map((identity) => ({ identity, grams: 1_000n })),
        made: [outputOf(source, { massGrams: 2_000n, removalsGramsPerKilogram: 0, ...changes })],
      });
    const renamed = await blended(other, { footprintMethod: 1 });
    await expectRefused(renamed, scene.processing, "FootprintMethodChanges", renamed.lots[0], 1, 0);
    await (await blended(other, { footprintMethod: 0 })).send();
    await expectRefused(blended(economic, {}), scene.processing, "AllocationDiffers");
  });

  it("a step that makes something heaps no removals up in one of two lots either", async () => {
    const made = (first: number, second: number) =>
      transform(scene, {
        taken: [{ identity: source, grams: 1_000n }],
        made: [first, second].map((removalsGramsPerKilogram) =>
          outputOf(source, { massGrams: 500n, removalsGramsPerKilogram }),
        ),
      });
    await expectRefused(made(1_001, 0), scene.processing, "RemovalsExceed", 500_500n, 500_000n);
    await (await made(1_000, 1_000)).send();
  });

  it("nothing that is done with a lot measures what nobody measured of its footprint", async () => {
    // 4,000 g/kg, of which 20 % rest on no primary data; the step adds 4,000 g/kg of its own.
    const made = (primaryDataBasisPoints: number) =>
      transform(scene, {
        taken: [{ identity: source, grams: 1_000n }],
        emissionsGrams: 4_000n,
        made: [outputOf(source, { massGrams: 1_000n, footprintGramsPerKilogram: 8_000, primaryDataBasisPoints })],
      });
    const better = await made(9_001);
    await expectRefused(better, scene.processing, "PrimaryDataTooHigh", better.lots[0], 9_001, 9_000);
    await (await made(9_000)).send();
  });

  it("nor does what comes out of an account claim more primary data than the least of what was put in leaves", async () => {
    const other = await certifiedWith({ primaryDataBasisPoints: 6_000 });
    for (const identity of [source, other]) await (await deposit(scene, [{ identity, grams: 1_000n }])).send();
    const drawn = (primaryDataBasisPoints: number) =>
      withdraw(scene, [
        outputOf(source, {
          ...{
            massGrams: 1_000n,
            custodyModel: Model.massBalance,
            deposit: short("mixed"),
            removalsGramsPerKilogram: 0,
          },
          ...{ footprintGramsPerKilogram: 8_000, primaryDataBasisPoints },
        }),
      ]);
    const better = await drawn(8_001);
    await expectRefused(better, scene.siteAccounts, "PrimaryDataTooHigh", better.lots[0], 8_001, 8_000);
    await (await drawn(8_000)).send();
  });

  it("certified figures are not washed with what nobody examined", async () => {
    const { identity: own } = await declared(scene, { primaryDataBasisPoints: 10_000 });
    const made = (primaryDataBasisPoints: number) =>
      transform(scene, {
        taken: [
          { identity: source, grams: 1_000n },
          { identity: own, grams: 9_000n },
        ],
        made: [
          outputOf(source, {
            ...{ massGrams: 1_000n, custodyModel: Model.massBalance, removalsGramsPerKilogram: 0 },
            primaryDataBasisPoints,
          }),
          outputOf(source, { massGrams: 9_000n, custodyModel: Model.massBalance, removalsGramsPerKilogram: 0 }, false),
        ],
      });
    const washed = await made(8_001);
    await expectRefused(washed, scene.processing, "PrimaryDataTooHigh", washed.lots[0], 8_001, 8_000);
    await (await made(8_000)).send();
  });

  it("what was made by one scheme's terms leaves it neither before it is certified, nor by packing after that", async () => {
    const one = SCHEME;
    await scene.schemes.setScheme(one, "Any", schemeTerms({ attestations: 0 }));
    const step = (identity: RawIdentity, scheme: number, process: number, certifiable = true) =>
      transform(scene, {
        ...{ process, scheme, taken: [{ identity, grams: 100n }] },
        made: [outputOf(identity, { massGrams: 100n }, certifiable)],
      });
    const first = await transform(scene, {
      scheme: one,
      taken: [{ identity: source, grams: 1_000n }],
      made: [outputOf(source, { massGrams: 1_000n })],
    });
    await first.send();
    const [lot = 0n] = first.lots;
    const [made] = first.identities;
    if (made === undefined) throw new Error("Nothing was made.");
    for (const process of [Process.splitting, Process.beneficiation]) {
      await expectRefused(step(made, 0, process), scene.processing, "SchemeDiffers", lot, 0, one);
      await (await step(made, one, process)).send();
      // What can never be certified takes no scheme's terms anywhere.
      await (await step(made, 0, process, false)).send();
    }
    await (await certify(scene, lot)).send();
    await expectRefused(step(made, 0, Process.splitting), scene.processing, "SchemeDiffers", lot, 0, one);
    await (await step(made, one, Process.splitting)).send();
    // Somebody answers for it now, so that others may build on it.
    await (await step(made, 0, Process.beneficiation)).send();
  });

  it("what was made by one scheme's terms is not renewed under another", async () => {
    const other = SCHEME + 1;
    for (const each of [SCHEME, other]) {
      await scene.schemes.setScheme(each, "Any", schemeTerms({ attestations: 0 }));
      await scene.schemes.accredit(each, scene.party.certifier.organisation, 0, FOR_EVER);
    }
    const step = await transform(scene, {
      scheme: SCHEME,
      taken: [{ identity: source, grams: 1_000n }],
      made: [outputOf(source, { massGrams: 1_000n })],
    });
    await step.send();
    const [made = 0n] = step.lots;
    await (await certify(scene, made, { message: { validUntil: (await now()) + DAY } })).send();
    const elsewhere = renew(scene, made, { message: { scheme: other } });
    await expectRefused(elsewhere, scene.lots, "SchemeDiffers", made, other, SCHEME);
    await (await renew(scene, made)).send();
  });
});
