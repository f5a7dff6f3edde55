import type { RawContent, RawIdentity } from "../fixtures/content.ts";
import { DAY, FOR_EVER, freshScene, now, SCHEME, type Scene, schemeTerms } from "../fixtures/fixture.ts";
import { attested } from "../fixtures/journeys.ts";
import { certify } from "../fixtures/kinds.ts";
import { renew } from "../fixtures/life-cycle-kinds.ts";
import { outputOf, Process, transform } from "../fixtures/processing-kinds.ts";
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
