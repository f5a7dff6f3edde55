import { expect } from "chai";
import { certificateClasses } from "../../src/domain/certificate-class.ts";
import { claimFor } from "../../src/domain/market.ts";

describe("what a market may be shown", () => {
  it("is no claim that rests on offsets, for consumers in the European Union", () => {
    for (const derived of certificateClasses) {
      const { class: shown, classNote } = claimFor("eu-consumer", derived);
      expect(shown).to.equal(derived === "offset-neutral" ? "verified" : derived);
      expect(classNote === null).to.equal(derived !== "offset-neutral");
    }
    const note = claimFor("eu-consumer", "offset-neutral").classNote;
    expect(note?.en).to.contain("2024/825");
    expect(note?.zh).to.contain("2024/825");
  });

  it("is the class as it is, for everybody else", () => {
    expect(claimFor(undefined, "offset-neutral")).to.deep.equal({ class: "offset-neutral", classNote: null });
    expect(claimFor("eu-consumer", null)).to.deep.equal({ class: null, classNote: null });
  });
});
