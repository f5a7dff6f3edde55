import { expect } from "chai";
import fc from "fast-check";
import { assayedSymbols, type ElementShare } from "../../src/domain/composition.ts";
import type { SomeShares } from "../../src/domain/some-shares.ts";
import { someSharesToText } from "../../src/domain/some-shares.ts";
import { UnreadableText } from "../../src/statements/from-text.ts";
import { someSharesFromText } from "../../src/statements/some-shares.ts";

describe("shares of some elements", () => {
  it("are read as compositions are written, oxides and limits too, with how they were computed", () => {
    const workings: string[] = [];
    expect(
      someSharesFromText("Nd 60 %, Pr6O11 1 %, Tb <10 ppm, Th 50 ppm", ({ en }) => workings.push(en)),
    ).to.deep.equal({
      Nd: { partsPerHundredMillion: 60_000_000 },
      Pr: { partsPerHundredMillion: 827_677 },
      Tb: { detectionLimit: 1_000 },
      Th: { partsPerHundredMillion: 5_000 },
    });
    expect(workings).to.deep.equal(["Pr6O11 1 % is Pr 0.827677 %"]);
  });

  it("are written so that they read the same, whatever they are", () => {
    const share: fc.Arbitrary<ElementShare> = fc.oneof(
      fc.record({ partsPerHundredMillion: fc.integer({ min: 1, max: 5_000_000 }) }),
      fc.record({ detectionLimit: fc.integer({ min: 1, max: 5_000_000 }) }),
    );
    const shares = fc.dictionary(fc.constantFrom(...assayedSymbols), share, { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(shares, (some) => {
        expect(someSharesFromText(someSharesToText(some as SomeShares))).to.deep.equal(some);
      }),
    );
    expect(someSharesToText({ Nd: { partsPerHundredMillion: 100_000_000 } })).to.equal("Nd 100 %");
  });

  it("are none where nothing is stated, where they are more than the whole, or where it is no element", () => {
    const refusals = {
      "": "expected the share of at least one element",
      "Nd 60 %, Pr 41 %": "expected shares that are no more than the whole",
      "Nd 60 %, Th 41 %": "expected shares that are no more than the whole",
      "Nd 101 %": "Nd.partsPerHundredMillion: too big",
      "Nd 0 %": "Nd.partsPerHundredMillion: too small",
      "Fe 60 %": "Fe: unknown field",
      "Nd 60": "Nd: expected a share with its unit",
      "Nd 6 %, Nd 7 %": "Nd stands twice",
      "Tb <6 %": "Tb.detectionLimit: too big",
    };
    for (const [text, words] of Object.entries(refusals)) {
      const refused = (() => {
        try {
          return someSharesFromText(text);
        } catch (error) {
          return error;
        }
      })();
      expect(refused, text).to.be.instanceOf(UnreadableText);
      const { en, zh } = (refused as UnreadableText).text;
      expect(en).to.contain(words);
      expect(zh).to.match(/\p{Script=Han}/u);
    }
    // Each is measured by itself, so together they may be a little more.
    expect(someSharesFromText("Nd 60 %, Pr 40.5 %")).to.have.keys("Nd", "Pr");
  });
});
