import { expect } from "chai";
import { type PatternAssay, patternAssay, patternElements } from "../../../src/domain/fingerprint/assay.ts";
import { compare, elementsAgainst } from "../../../src/domain/fingerprint/compare.ts";
import { type Fingerprint, fingerprint } from "../../../src/domain/fingerprint/fingerprint.ts";
import { referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import { fingerprintSentence } from "../../../src/domain/fingerprint/sentence.ts";
import { forms } from "../../../src/domain/form.ts";
import { expectNear } from "../../support/near.ts";
import { assayOf, profileOf } from "./simulated.ts";

type Compared = Extract<Fingerprint, { kind: "compared" }>;

function compared(assay: PatternAssay, declared: string[] = [], profiles = referenceProfiles): Compared {
  const answer = fingerprint(assay, declared, profiles);
  if (answer.kind !== "compared") throw new Error(answer.reason);
  return answer;
}

/** The same assay with one element multiplied. */
function with_(assay: PatternAssay, element: (typeof patternElements)[number], by: number): PatternAssay {
  const reading = assay.readings[element];
  if (reading === undefined || !("partsPerMillion" in reading)) throw new Error(`${element} is not found`);
  return {
    ...assay,
    readings: { ...assay.readings, [element]: { ...reading, partsPerMillion: reading.partsPerMillion * by } },
  };
}

describe("origin fingerprint", () => {
  it("finds the declared origin tenable where the pattern is its own", () => {
    for (const id of ["bayan-obo", "mountain-pass", "mount-weld", "longnan"]) {
      const { declared, consistent, noKnownProfileFits } = compared(assayOf({ [id]: 1 }), [id]);
      expect(declared.verdict, id).to.equal("tenable");
      expect(consistent[0]?.profile.id).to.equal(id);
      expect(noKnownProfileFits).to.equal(false);
    }
  });

  it("finds Bayan Obo declared as Mountain Pass untenable, and which elements speak against it", () => {
    const { declared, consistent } = compared(assayOf({ "bayan-obo": 1 }), ["mountain-pass"]);
    if (declared.verdict !== "untenable") throw new Error(declared.verdict);
    expect(declared.against[0]).to.include({ element: "Gd" });
    expect(declared.against[0]?.ratio).to.be.above(2);
    expect(consistent.map(({ profile }) => profile.id)).to.deep.equal(["bayan-obo"]);
  });

  it("sees a fifth of Longnan in Mountain Pass, with its share", () => {
    const { declared, mixture, consistent } = compared(assayOf({ "mountain-pass": 0.8, longnan: 0.2 }), [
      "mountain-pass",
    ]);
    expect(declared.verdict).to.equal("untenable");
    expect(consistent).to.deep.equal([]);
    expect([mixture?.first.id, mixture?.second.id]).to.deep.equal(["mountain-pass", "longnan"]);
    expectNear(mixture?.share, 0.2, 0.05);
    expect(mixture?.from).to.be.below(0.2);
    expect(mixture?.to).to.be.within(0.2, 0.35);
    expect(mixture?.probability).to.be.above(0.01);
  });

  it("says that no known profile fits where the deposit is not in the library", () => {
    const others = referenceProfiles.filter(({ id }) => id !== "longnan");
    const { noKnownProfileFits, declared } = compared(assayOf({ longnan: 1 }), ["longnan"], others);
    expect(noKnownProfileFits).to.equal(true);
    expect(declared).to.deep.equal({ verdict: "no-profile" });
    expect(compared(assayOf({ longnan: 1 })).noKnownProfileFits).to.equal(false);
  });

  it("does not depend on the unit, nor on grade", () => {
    const assay = assayOf({ "mount-weld": 1 });
    const thin: PatternAssay = { ...assay, readings: {} };
    for (const element of patternElements) {
      const reading = assay.readings[element];
      if (reading === undefined) continue;
      thin.readings[element] =
        "partsPerMillion" in reading
          ? { ...reading, partsPerMillion: reading.partsPerMillion / 1000 }
          : { belowPartsPerMillion: reading.belowPartsPerMillion / 1000 };
    }
    const profile = profileOf("bayan-obo");
    expectNear(compare(thin, profile)?.probability, compare(assay, profile)?.probability ?? 0, 1e-12);
  });

  it("forgives more where the laboratory is less certain", () => {
    const off = with_(assayOf({ "mountain-pass": 1 }), "Nd", 1.5);
    const unsure: PatternAssay = { ...off, readings: {} };
    for (const [element, reading] of Object.entries(off.readings))
      unsure.readings[element as "Nd"] =
        "partsPerMillion" in reading ? { ...reading, relativeUncertainty: 0.3 } : reading;
    const profile = profileOf("mountain-pass");
    expect(compare(off, profile)?.probability).to.be.below(0.01);
    expect(compare(unsure, profile)?.probability).to.be.above(0.1);
  });

  it("uses a limit as a limit: it speaks against a profile only that needs more", () => {
    const assay = assayOf({ longnan: 1 });
    const profile = profileOf("longnan");
    const below = (partsPerMillion: number): PatternAssay => ({
      ...assay,
      readings: { ...assay.readings, Tm: { belowPartsPerMillion: partsPerMillion } },
    });
    // Longnan has some 3,100 ppm of thulium here.
    expect(compare(below(10_000), profile)?.probability).to.be.above(0.99);
    expect(compare(below(500), profile)?.probability).to.be.below(0.001);
    expect(elementsAgainst(below(500), profile).map(({ element }) => element)).to.deep.equal(["Tm"]);
  });

  it("names the element that was changed, and only that", () => {
    const against = elementsAgainst(with_(assayOf({ "fen-west": 1 }), "Ce", 0.4), profileOf("fen-west"));
    expect(against.map(({ element }) => element)).to.deep.equal(["Ce"]);
    expectNear(against[0]?.ratio, 0.4, 0.02);
  });

  it("calls no origin untenable by a single piece of ore", () => {
    const verdict = (form: "ore" | "concentrate") =>
      compared(assayOf({ longnan: 1 }, form), ["mountain-pass"]).declared.verdict;
    expect(verdict("ore")).to.equal("doubtful");
    expect(verdict("concentrate")).to.equal("untenable");
  });

  it("does not apply to what was separated, and says why", () => {
    for (const form of forms) {
      const answer = fingerprint(assayOf({ longnan: 1 }, form));
      const expected = {
        "separated-oxide": "separated-product",
        metal: "separated-product",
        alloy: "made-of-separated-metals",
        magnet: "made-of-separated-metals",
      }[form as string];
      expect(answer.kind === "not-applicable" ? answer.reason : undefined, form).to.equal(expected);
    }
  });

  it("knows a separated product by its pattern, whatever it is called", () => {
    const only = (readings: Record<string, number>): PatternAssay => ({
      form: "mixed-compound",
      readings: Object.fromEntries(
        patternElements.map((element) => [
          element,
          readings[element] === undefined
            ? { belowPartsPerMillion: 100 }
            : { partsPerMillion: readings[element], relativeUncertainty: 0.05 },
        ]),
      ),
    });
    const reason = (readings: Record<string, number>) => {
      const answer = fingerprint(only(readings));
      return answer.kind === "not-applicable" ? answer.reason : undefined;
    };
    expect(reason({ Nd: 400_000, Pr: 130_000, La: 500, Ce: 500, Sm: 500, Dy: 200, Tb: 200 })).to.equal(
      "pattern-separated",
    );
    expect(reason({ Sm: 100_000, Eu: 20_000, Gd: 90_000, Tb: 10_000, Dy: 40_000, Y: 80_000 })).to.equal(
      "pattern-separated",
    );
    expect(reason({ La: 100_000, Ce: 200_000, Nd: 60_000 })).to.equal("too-few-elements");
    expect(reason({})).to.equal("too-few-elements");
  });

  it("compares scrap with scrap", () => {
    const { declared, comparisons } = compared(assayOf({ "ndfeb-ebike": 1 }, "scrap"), ["ndfeb-ebike"]);
    expect(declared.verdict).to.equal("tenable");
    expect(comparisons.every(({ profile }) => profile.recycled)).to.equal(true);
    expect(compared(assayOf({ longnan: 1 }, "scrap"), ["ndfeb-ebike"]).declared.verdict).to.equal("untenable");
  });

  it("reads a stated composition", () => {
    const composition = Object.fromEntries(
      ["Sc", "Pm", ...patternElements].map((element) => [element, { detectionLimit: 1_000 }]),
    ) as Parameters<typeof patternAssay>[0];
    composition.Nd = { partsPerHundredMillion: 5_000_000 };
    const { form, readings } = patternAssay(composition, "concentrate", 0.02);
    expect(form).to.equal("concentrate");
    expect(readings.Nd).to.deep.equal({ partsPerMillion: 50_000, relativeUncertainty: 0.02 });
    expect(readings.La).to.deep.equal({ belowPartsPerMillion: 10 });
    expect(Object.keys(readings)).to.have.length(15);
  });
});

describe("sentence of a fingerprint", () => {
  it("says what speaks against, what explains it, and that nothing is proof", () => {
    const { en, zh } = fingerprintSentence(
      fingerprint(assayOf({ "mountain-pass": 0.8, longnan: 0.2 }), ["mountain-pass"]),
    );
    expect(en).to.match(/^The declared origin is not tenable: .*Y \(\d+ times what is expected\)/);
    expect(en).to.include("a table that was not checked");
    expect(en).to.match(/A blend fits: \d+ % Mountain Pass, concentrate with \d+ % Longnan/);
    expect(en).to.include("not proof");
    expect(zh).to.include("申报来源不能成立").and.to.include("并非证据");
  });

  it("says why there is nothing to say", () => {
    expect(fingerprintSentence(fingerprint(assayOf({ longnan: 1 }, "metal"))).en).to.include("Separation has removed");
  });
});
