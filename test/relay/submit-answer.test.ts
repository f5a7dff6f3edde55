import { expect } from "chai";
import { Interface } from "ethers";
import fc from "fast-check";
import { decodeSubmitAnswer } from "../../src/relay/submit-answer.ts";

const reference = new Interface(["function submit() returns (bytes[] reasons, uint256[] gasUsed)"]);

const group = fc.record({
  reason: fc.uint8Array({ maxLength: 70 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
  gasUsed: fc.nat(),
});

const encode = (groups: { reason: string; gasUsed: number }[]): string =>
  reference.encodeFunctionResult("submit", [groups.map(({ reason }) => reason), groups.map(({ gasUsed }) => gasUsed)]);

describe("decodeSubmitAnswer", () => {
  it("reads what a general coder writes", () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 6 }), (groups) => {
        expect(decodeSubmitAnswer(encode(groups))).to.deep.equal(groups);
      }),
    );
  });

  it("takes nothing that is cut off", () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), fc.nat(), (groups, seed) => {
        const data = encode(groups);
        const cut = data.slice(0, 2 + 2 * (seed % ((data.length - 2) / 2)));
        // Only padding may be missing without a loss.
        try {
          expect(decodeSubmitAnswer(cut)).to.deep.equal(groups);
        } catch (error) {
          expect(error).to.be.instanceOf(RangeError);
        }
      }),
    );
  });

  it("takes nothing whose numbers lead astray", () => {
    const data = encode([{ reason: "0x1234", gasUsed: 7 }]);
    for (let word = 0; word < (data.length - 2) / 64; word++) {
      const astray = `${data.slice(0, 2 + word * 64)}${"f".repeat(64)}${data.slice(66 + word * 64)}`;
      const isReason = word === 5;
      if (!isReason) expect(() => decodeSubmitAnswer(astray), `word ${word}`).to.throw(RangeError);
    }
    expect(() => decodeSubmitAnswer("0x")).to.throw(RangeError);
  });
});
