import { expect } from "chai";
import { gs1CheckDigit } from "../../src/domain/gs1-check-digit.ts";
import { gs1Key } from "../../src/units/gs1-key.ts";
import { refusal } from "./refusal.ts";

describe("keys of GS1", () => {
  it("have the check digits that are printed in well-known examples", () => {
    expect(gs1Key("gtin", "4006381333931")).to.equal("4006381333931");
    expect(gs1Key("gtin", "036000291452")).to.equal("036000291452");
    expect(gs1Key("gtin", "73513537")).to.equal("73513537");
    expect(gs1Key("sscc", "106141412345678908")).to.equal("106141412345678908");
  });

  it("refuse every wrong digit", () => {
    const right = "106141412345678908";
    for (let place = 0; place < right.length; place++) {
      for (let digit = 0; digit < 10; digit++) {
        const wrong = `${right.slice(0, place)}${digit}${right.slice(place + 1)}`;
        expect(refusal(() => gs1Key("sscc", wrong))).to.equal(wrong === right ? null : "check-digit");
      }
    }
  });

  it("refuse other lengths and what is no digit", () => {
    const gln = `629104150021${gs1CheckDigit("629104150021")}`;
    expect(refusal(() => gs1Key("gln", gln))).to.equal(null);
    expect(refusal(() => gs1Key("gln", gln.slice(1)))).to.equal("length");
    expect(refusal(() => gs1Key("gln", `${gln}0`))).to.equal("length");
    expect(refusal(() => gs1Key("gln", ""))).to.equal("digits");
    expect(refusal(() => gs1Key("gln", `${gln.slice(0, 12)}٣`))).to.equal("digits");
  });
});
