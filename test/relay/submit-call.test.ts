import { expect } from "chai";
import { Interface } from "ethers";
import fc from "fast-check";
import { decodeSubmitAnswer, encodeSubmit } from "../../src/relay/submit-call.ts";

const reference = new Interface(["function submit((address module,uint32 gasBudget,bytes data)[][] groups)"]);

const call = fc.record({
  module: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
  gasBudget: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  data: fc.uint8Array({ maxLength: 100 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
});

describe("encodeSubmit", () => {
  it("agrees with a general coder", () => {
    fc.assert(
      fc.property(fc.array(fc.array(call, { maxLength: 4 }), { maxLength: 6 }), (groups) => {
        expect(`0x${encodeSubmit(groups).toString("hex")}`).to.equal(reference.encodeFunctionData("submit", [groups]));
      }),
    );
  });
});

const answers = new Interface(["function submit() returns (bytes[] reasons, uint256[] gasUsed)"]);

const group = fc.record({
  reason: fc.uint8Array({ maxLength: 70 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
  gasUsed: fc.nat(),
});

const answerOf = (groups: { reason: string; gasUsed: number }[]): string =>
  answers.encodeFunctionResult("submit", [groups.map(({ reason }) => reason), groups.map(({ gasUsed }) => gasUsed)]);

describe("decodeSubmitAnswer", () => {
  it("reads what a general coder writes", () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 6 }), (groups) => {
        expect(decodeSubmitAnswer(answerOf(groups))).to.deep.equal(groups);
      }),
    );
  });

  it("takes nothing that is cut off", () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), fc.nat(), (groups, seed) => {
        const data = answerOf(groups);
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
    const data = answerOf([{ reason: "0x1234", gasUsed: 7 }]);
    for (let word = 0; word < (data.length - 2) / 64; word++) {
      const astray = `${data.slice(0, 2 + word * 64)}${"f".repeat(64)}${data.slice(66 + word * 64)}`;
      const isReason = word === 5;
      if (!isReason) expect(() => decodeSubmitAnswer(astray), `word ${word}`).to.throw(RangeError);
    }
    expect(() => decodeSubmitAnswer("0x")).to.throw(RangeError);
  });
});
