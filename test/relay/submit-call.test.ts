import { expect } from "chai";
import { Interface } from "ethers";
import fc from "fast-check";
import { encodeSubmit } from "../../src/relay/submit-call.ts";

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
