import { expect } from "chai";
import fc from "fast-check";
import { leastShareTolerance } from "../../src/domain/assay-comparison.ts";
import {
  compareInspection,
  comparisons,
  type Inspected,
  type Mismatch,
  mostAssayToleranceBasisPoints,
  mostToleranceBasisPoints,
  type StatedGoods,
  type StatedLot,
} from "../../src/domain/inspection.ts";
import { comparisonWords, mismatchWords } from "../../src/domain/inspection-words.ts";
import type { SomeShares } from "../../src/domain/some-shares.ts";
import { assayed, exactCompositionOf } from "../statements/examples.ts";

const oxide = {
  ...({ lotNumber: "A-1", form: "separated-oxide", origins: ["CN", "MM"], madeIn: ["CN"] } as const),
  shares: assayed(exactCompositionOf({ Nd: 85_500_000, Pr: 1_000_000 })),
} satisfies StatedLot;
const sent = {
  by: "consignment",
  lots: [oxide],
  grams: 1_000_000n,
  seal: "S-4711",
  countries: ["CN", "KZ", "NL"],
} as const satisfies StatedGoods;
const lot = { by: "lot", lots: [oxide], grams: 1_000_000n } as const satisfies StatedGoods;
const asSent = {
  country: "NL",
  seal: "S-4711",
  goodsCode: "28469090",
  labelOrigin: "MM",
  grossGrams: 1_050_000n,
  netGrams: 1_000_000n,
  assay: { Nd: { partsPerHundredMillion: 85_500_000 }, Th: { detectionLimit: 500 } },
} as const satisfies Inspected;

const mismatchesOf = (found: Partial<Inspected>, stated: StatedGoods = sent, tolerance = 50): Mismatch[] =>
  compareInspection({ ...asSent, ...found }, stated, { weight: tolerance, assay: 500 }).mismatches;
const usual = { weight: 50, assay: 500 };
const exactly = { weight: 0, assay: 0 };

describe("an inspection", () => {
  it("finds nothing where everything is as it was sent, and says that all was compared", () => {
    expect(compareInspection(asSent, sent, exactly)).to.deep.equal({ compared: [...comparisons], mismatches: [] });
  });

  it("compares with a lot what a lot can tell", () => {
    expect(compareInspection(asSent, lot, exactly)).to.deep.equal({
      compared: ["net", "gross", "label-origin", "goods-code", "assay", "radioactive"],
      mismatches: [],
    });
    // A part of a lot is less than it.
    expect(mismatchesOf({ netGrams: 1n }, lot)).to.deep.equal([]);
    expect(mismatchesOf({ grossGrams: 2_000_000n, netGrams: 1_005_001n }, lot)).to.deep.equal([
      { mismatch: "net-above-lot", foundGrams: 1_005_001n, statedGrams: 1_000_000n, toleranceGrams: 5_000n },
    ]);
  });

  it("says nothing of what nobody looked at, or the ledger cannot tell", () => {
    expect(compareInspection({ country: "NL" }, lot, exactly)).to.deep.equal({ compared: [], mismatches: [] });
    const unknown = { ...sent, lots: [oxide, { ...oxide, origins: [] }] };
    const { compared, mismatches } = compareInspection({ ...asSent, labelOrigin: "TH" }, unknown, exactly);
    expect(compared).to.not.include("label-origin");
    expect(mismatches).to.deep.equal([]);
  });

  it("takes a seal as people write it, and tells one that is missing from one that nobody looked for", () => {
    expect(mismatchesOf({ seal: "s 4711" })).to.deep.equal([]);
    expect(mismatchesOf({ seal: "S-4712" })).to.deep.equal([
      { mismatch: "seal-differs", found: "S-4712", stated: "S-4711" },
    ]);
    expect(mismatchesOf({ seal: null })).to.deep.equal([{ mismatch: "seal-differs", found: null, stated: "S-4711" }]);
    expect(mismatchesOf({}, { ...sent, seal: null })).to.deep.equal([
      { mismatch: "seal-differs", found: "S-4711", stated: null },
    ]);
    expect(mismatchesOf({ seal: null }, { ...sent, seal: null })).to.deep.equal([]);
    const { seal: _, ...unsealed } = asSent;
    expect(compareInspection(unsealed, sent, exactly).compared).to.not.include("seal");
    // A number of signs alone is not nothing.
    expect(mismatchesOf({ seal: "--" }, { ...sent, seal: "- -" })).to.have.length(1);
  });

  it("tolerates a difference of exactly the tolerance, either way, and not a gram more", () => {
    const net = (netGrams: bigint) => mismatchesOf({ netGrams, grossGrams: 2_000_000n });
    expect(net(1_005_000n)).to.deep.equal([]);
    expect(net(995_000n)).to.deep.equal([]);
    const figures = { mismatch: "net-differs", statedGrams: 1_000_000n, toleranceGrams: 5_000n };
    expect(net(1_005_001n)).to.deep.equal([{ ...figures, foundGrams: 1_005_001n }]);
    expect(net(994_999n)).to.deep.equal([{ ...figures, foundGrams: 994_999n }]);
  });

  it("knows what cannot be: more net than gross, and less gross than was sent net", () => {
    expect(mismatchesOf({ grossGrams: 1_000_000n })).to.deep.equal([]);
    expect(mismatchesOf({ grossGrams: 999_999n })).to.deep.equal([
      { mismatch: "net-above-gross", netGrams: 1_000_000n, grossGrams: 999_999n },
    ]);
    const { netGrams: _, ...unweighed } = asSent;
    const gross = (grossGrams: bigint) => compareInspection({ ...unweighed, grossGrams }, sent, usual).mismatches;
    expect(gross(995_000n)).to.deep.equal([]);
    expect(gross(994_999n)).to.deep.equal([
      { mismatch: "gross-below-stated", foundGrams: 994_999n, statedGrams: 1_000_000n, toleranceGrams: 5_000n },
    ]);
    expect(compareInspection({ ...unweighed, grossGrams: 1n }, lot, usual)).to.deep.equal({
      compared: ["label-origin", "goods-code", "assay", "radioactive"],
      mismatches: [],
    });
  });

  it("takes for a label's origin where rare earths come from, and where goods were made", () => {
    for (const labelOrigin of ["CN", "MM"]) expect(mismatchesOf({ labelOrigin })).to.deep.equal([]);
    const other = { ...oxide, form: "magnet", origins: ["AU"], madeIn: ["JP"] } as const;
    const mixed = { ...sent, lots: [oxide, other] };
    for (const labelOrigin of ["CN", "MM", "AU", "JP"]) expect(mismatchesOf({ labelOrigin }, mixed)).to.deep.equal([]);
    expect(mismatchesOf({ labelOrigin: "TH" }, mixed)).to.deep.equal([
      { mismatch: "label-differs", found: "TH", origins: ["AU", "CN", "MM"], madeIn: ["CN", "JP"] },
    ]);
  });

  it("knows by which codes goods of a form are declared", () => {
    expect(mismatchesOf({ goodsCode: "2846901100" })).to.deep.equal([]);
    expect(mismatchesOf({ goodsCode: "850511" })).to.deep.equal([
      { mismatch: "goods-code-differs", found: "850511", forms: ["separated-oxide"], stated: ["2844", "2846"] },
    ]);
  });

  it("notices goods that are off their way", () => {
    expect(mismatchesOf({ country: "KZ" })).to.deep.equal([]);
    expect(mismatchesOf({ country: "AE" })).to.deep.equal([
      { mismatch: "country-off-route", found: "AE", stated: ["CN", "KZ", "NL"] },
    ]);
  });

  const differing = (assay: SomeShares, stated: StatedGoods = sent, basisPoints = 500) =>
    compareInspection({ country: "NL", assay }, stated, { weight: 0, assay: basisPoints }).mismatches;
  const found = (partsPerHundredMillion: number) => ({ partsPerHundredMillion });

  it("tolerates shares as the ledger does of an assay, either way, and not a hundredth of a ppm more", () => {
    // A twentieth of 85.5 % is 4.275 %.
    expect(differing({ Nd: found(81_225_000) })).to.deep.equal([]);
    expect(differing({ Nd: found(89_775_000) })).to.deep.equal([]);
    const figures = { mismatch: "assay-differs", element: "Nd", stated: found(85_500_000), lotNumber: "A-1" };
    const tolerance = { tolerancePartsPerHundredMillion: 4_275_000, gapPartsPerHundredMillion: 4_275_001 };
    expect(differing({ Nd: found(81_224_999) })).to.deep.equal([
      { ...figures, ...tolerance, found: found(81_224_999) },
    ]);
    expect(differing({ Nd: found(89_775_001) })).to.deep.equal([
      { ...figures, ...tolerance, found: found(89_775_001) },
    ]);
    // Of little, laboratories differ by more than a twentieth.
    expect(differing({ Nd: found(85_550_000), Pr: found(1_050_000) }, sent, 0)).to.deep.equal([]);
    expect(differing({ Pr: found(1_050_001) })[0]).to.include({ tolerancePartsPerHundredMillion: 50_000 });
  });

  it("takes a limit of detection for all that is below it", () => {
    // 10 ppm were looked for and not found, on both sides; then 0.2 % were.
    expect(differing({ Tb: { detectionLimit: 5_000_000 } })).to.deep.equal([]);
    expect(differing({ Tb: found(200_000) })[0]).to.include({ element: "Tb", gapPartsPerHundredMillion: 199_000 });
    expect(differing({ Pr: { detectionLimit: 950_000 } })).to.deep.equal([]);
    expect(differing({ Pr: { detectionLimit: 949_999 } })[0]).to.include({ gapPartsPerHundredMillion: 50_001 });
  });

  it("compares a sample with the lot that it is nearest to, and names it", () => {
    const magnet = { ...oxide, lotNumber: "M-2", shares: { Nd: found(25_000_000), Dy: found(4_000_000) } };
    const both = { ...sent, lots: [oxide, magnet] };
    expect(differing({ Nd: found(25_000_000), Dy: found(4_000_000) }, both)).to.deep.equal([]);
    expect(differing({ Nd: found(85_500_000) }, both)).to.deep.equal([]);
    const odd = differing({ Nd: found(25_000_000), Dy: found(1_000_000), Pr: found(1_000_000) }, both);
    expect(odd.map((each) => "element" in each && [each.element, each.lotNumber])).to.deep.equal([["Dy", "M-2"]]);
  });

  it("says nothing of thorium and uranium where a lot has no assay: the sample may be of that one", () => {
    const { Th: _th, U: _u, ...declared } = oxide.shares;
    const [known, unknown] = [oxide, { ...oxide, shares: declared }];
    const thorium = { Th: found(5_000_000) };
    const compared = (...lots: StatedLot[]) =>
      compareInspection({ country: "NL", assay: thorium }, { ...sent, lots }, usual);
    expect(compared(known)).to.deep.include({ compared: ["country", "radioactive"] });
    expect(compared(known).mismatches).to.have.length(1);
    expect(compared(known, unknown)).to.deep.equal({ compared: ["country"], mismatches: [] });
  });

  it("lists a share if and only if it is beyond the tolerance, whatever the figures", () => {
    const parts = fc.integer({ min: 1, max: 100_000_000 });
    fc.assert(
      fc.property(parts, parts, fc.integer({ min: 0, max: mostAssayToleranceBasisPoints }), (ours, theirs, points) => {
        const stated = { ...sent, lots: [{ ...oxide, shares: { Nd: found(theirs) } }] };
        const gap = Math.abs(ours - theirs);
        const isBeyond = gap > leastShareTolerance && BigInt(gap) * 10_000n > BigInt(theirs) * BigInt(points);
        expect(differing({ Nd: found(ours) }, stated, points)).to.have.length(isBeyond ? 1 : 0);
      }),
    );
  });

  const grams = fc.bigInt({ min: 1n, max: 2n ** 48n - 1n });
  const tolerance = fc.integer({ min: 0, max: mostToleranceBasisPoints });

  it("lists a net weight if and only if it is beyond the tolerance, whatever the figures", () => {
    fc.assert(
      fc.property(grams, fc.bigInt({ min: -30n, max: 30n }), tolerance, (statedGrams, off, points) => {
        const toleranceGrams = (statedGrams * BigInt(points)) / 10_000n;
        for (const side of [1n, -1n]) {
          const netGrams = statedGrams + side * (toleranceGrams + off);
          if (netGrams < 1n) continue;
          const found = mismatchesOf({ netGrams, grossGrams: 2n ** 50n }, { ...sent, grams: statedGrams }, points);
          const difference = netGrams > statedGrams ? netGrams - statedGrams : statedGrams - netGrams;
          const isBeyond = difference * 10_000n > statedGrams * BigInt(points);
          expect(found.map(({ mismatch }) => mismatch)).to.deep.equal(isBeyond ? ["net-differs"] : []);
        }
      }),
    );
  });

  it("lists every difference that there is, and no other, however many there are together", () => {
    const wrong = {
      "country-off-route": { country: "AE" },
      "seal-differs": { seal: null },
      "net-differs": { netGrams: 900_000n },
      "label-differs": { labelOrigin: "TH" },
      "goods-code-differs": { goodsCode: "850511" },
      "assay-differs": { assay: { Nd: found(60_000_000) } },
    } satisfies Partial<Record<Mismatch["mismatch"], Partial<Inspected>>>;
    const names = Object.keys(wrong) as (keyof typeof wrong)[];
    fc.assert(
      fc.property(fc.subarray(names), tolerance, (chosen, points) => {
        const found = Object.assign({}, ...chosen.map((name) => wrong[name])) as Partial<Inspected>;
        const expected = chosen.filter((name) => name !== "net-differs" || points < 1_000);
        expect(mismatchesOf(found, sent, points).map(({ mismatch }) => mismatch)).to.deep.equal(
          names.filter((name) => expected.includes(name)),
        );
      }),
    );
  });
});

describe("the words of an inspection", () => {
  const figures = { foundGrams: 994_999n, statedGrams: 1_000_000n, toleranceGrams: 5_000n };
  const mismatches: Mismatch[] = [
    { mismatch: "country-off-route", found: "AE", stated: ["CN", "NL"] },
    { mismatch: "seal-differs", found: "S-1", stated: "S-2" },
    { mismatch: "seal-differs", found: null, stated: "S-2" },
    { mismatch: "seal-differs", found: "S-1", stated: null },
    { mismatch: "net-differs", ...figures },
    { mismatch: "net-above-lot", ...figures, foundGrams: 1_005_001n },
    { mismatch: "net-above-gross", netGrams: 2_000n, grossGrams: 1_999n },
    { mismatch: "gross-below-stated", ...figures },
    { mismatch: "label-differs", found: "TH", origins: ["CN", "MM"], madeIn: ["CN"] },
    { mismatch: "goods-code-differs", found: "850511", forms: ["ore", "concentrate"], stated: ["253090", "2846"] },
    {
      ...({ mismatch: "assay-differs", element: "Nd", lotNumber: "S-2" } as const),
      ...{ found: { partsPerHundredMillion: 60_000_000 }, stated: { partsPerHundredMillion: 85_500_000 } },
      ...{ gapPartsPerHundredMillion: 25_500_000, tolerancePartsPerHundredMillion: 4_275_000 },
    },
    {
      ...({ mismatch: "assay-differs", element: "Tb", lotNumber: "S-2" } as const),
      ...{ found: { partsPerHundredMillion: 200_000 }, stated: { detectionLimit: 1_000 } },
      ...{ gapPartsPerHundredMillion: 199_000, tolerancePartsPerHundredMillion: 50_000 },
    },
  ];

  it("have the figures of both sides, in both languages", () => {
    for (const of of mismatches) {
      const { en, zh } = mismatchWords(of);
      expect(en, of.mismatch).to.match(/^[A-Z].*\.$/);
      expect(zh, of.mismatch).to.match(/\p{Script=Han}.*。$/u);
      const figuresIn = (text: string) => (text.match(/[A-Z]{2}(?![a-z])|S-[0-9]|[0-9]+(?:\.[0-9]+)?/g) ?? []).sort();
      expect(figuresIn(zh.replaceAll("、", " ")), of.mismatch).to.deep.equal(figuresIn(en));
    }
    expect(mismatchWords(mismatches[4] as Mismatch)).to.deep.equal({
      en: "Net weight 994.999 kg; sent were 1 t: 5.001 kg less, tolerated are 5 kg.",
      zh: "净重 994.999 kg，而发运 1 t：少 5.001 kg，允差 5 kg。",
    });
    expect(mismatchWords(mismatches[5] as Mismatch).en).to.contain("5.001 kg more");
    expect(mismatchWords(mismatches[10] as Mismatch)).to.deep.equal({
      en: "Nd: found 60 %; lot S-2 has 85.5 %: 25.5 percentage points less, tolerated are 4.275.",
      zh: "Nd：查获 60 %，而批次 S-2 为 85.5 %：少 25.5 个百分点，允差 4.275。",
    });
    expect(mismatchWords(mismatches[11] as Mismatch).en).to.equal(
      "Tb: found 0.2 %; lot S-2 has less than 0.001 %: 0.199 percentage points more, tolerated are 0.05.",
    );
  });

  it("name everything that can be compared", () => {
    for (const each of comparisons) expect(comparisonWords[each].zh).to.match(/\p{Script=Han}/u);
  });
});
