import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import { nativePairHasher, type PairHasher, wasmPairHasher } from "../../src/units/pair-hasher.ts";

describe("hashing of pairs", () => {
  it("is SHA-256, natively where this machine has it", function () {
    const hasher = nativePairHasher();
    if (hasher === undefined) this.skip();
    check(hasher);
  });

  it("is SHA-256 in WebAssembly", async () => {
    check(await wasmPairHasher());
  });
});

function check(hasher: PairHasher): void {
  for (const count of [1, 2, 3, 4, 5, 7, 16, 33, 255, 1024]) {
    const pairs = new Uint8Array(randomBytes(64 * count));
    const into = new Uint8Array(32 * count);
    hasher.hash(pairs, into);
    for (let at = 0; at < count; at++) {
      const expected = createHash("sha256")
        .update(pairs.subarray(64 * at, 64 * (at + 1)))
        .digest("hex");
      expect(Buffer.from(into.subarray(32 * at, 32 * (at + 1))).toString("hex")).to.equal(expected);
    }
  }
}
