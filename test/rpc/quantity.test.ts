import { expect } from "chai";
import { parseQuantity, RpcError } from "../../src/rpc/rpc.ts";

describe("quantities of JSON-RPC", () => {
  it("are hexadecimal without leading zeros, of any size", () => {
    expect(parseQuantity("0x0")).to.equal(0n);
    expect(parseQuantity("0x1F")).to.equal(31n);
    expect(parseQuantity(`0x${"f".repeat(64)}`)).to.equal(2n ** 256n - 1n);
  });

  for (const wrong of [undefined, null, 0, 12, true, "", "0x", "0x01", "12", "-0x1", "0x1 ", "0xg", [], ["0x1"], {}]) {
    it(`are not ${JSON.stringify(wrong)}`, () => {
      expect(() => parseQuantity(wrong))
        .to.throw(RpcError)
        .with.property("kind", "malformed");
    });
  }
});
