import { expect } from "chai";
import { RpcError } from "../../src/rpc/rpc.ts";

const revert = `0x08c379a0${"0".repeat(63)}1`;
const dataOf = (payload: unknown) => new RpcError("rpc", "", { code: 3, payload }).data;

describe("RPC error", () => {
  describe("revert data", () => {
    const nested: [string, unknown][] = [
      ["geth, anvil and Besu: data", { code: 3, message: "execution reverted", data: revert }],
      ["Hardhat: data.data", { code: -32603, message: "reverted", data: { message: "x", txHash: null, data: revert } }],
      ["older nodes: data.result", { code: -32000, message: "revert", data: { result: revert } }],
      ["OpenEthereum: a word before it", { code: -32015, message: "VM execution error.", data: `Reverted ${revert}` }],
      ["a proxy: error.data", { code: -32000, message: "upstream", error: { code: 3, message: "", data: revert } }],
      ["a proxy before Hardhat", { code: -32000, error: { code: -32603, message: "", data: { data: revert } } }],
      ["only the text", { code: -32603, message: `reverted with a custom error (return data: ${revert})` }],
      ["capitals", { code: 3, message: "execution reverted", data: revert.replace("c379a", "C379A") }],
    ];
    for (const [where, payload] of nested) {
      it(`is found with ${where}`, () => {
        expect(dataOf(payload)).to.equal(revert);
      });
    }

    it("of nothing is 0x, which differs from none", () => {
      expect(dataOf({ code: 3, message: "execution reverted", data: "0x" })).to.equal("0x");
      expect(dataOf({ code: 3, message: "execution reverted" })).to.equal(undefined);
      expect(dataOf({ code: 3, message: "execution reverted", data: null })).to.equal(undefined);
    });

    it("is a bare selector as well", () => {
      expect(dataOf({ code: 3, message: "execution reverted: custom error 0x1425ea42" })).to.equal("0x1425ea42");
    });

    it("is never an address, a hash, a number or half a byte", () => {
      const address = `0x${"ab".repeat(20)}`;
      const hash = `0x${"ab".repeat(32)}`;
      expect(dataOf({ code: 3, message: `reverted in ${address} of ${hash}` })).to.equal(undefined);
      expect(dataOf({ code: -32000, message: "unknown block 0x12345678" })).to.equal(undefined);
      expect(dataOf({ code: 3, message: "", data: "0xabc" })).to.equal(undefined);
      expect(dataOf({ code: 3, message: "", data: 7 })).to.equal(undefined);
    });

    it("ends a search that leads round and round", () => {
      const payload: Record<string, unknown> = {};
      payload.error = payload;
      payload.data = payload;
      expect(dataOf(payload)).to.equal(undefined);
    });
  });

  it("is worth another try after a lost connection, silence, or a limit; not after an answer", () => {
    expect(new RpcError("transport", "").retryable).to.equal(true);
    expect(new RpcError("timeout", "").retryable).to.equal(true);
    expect(new RpcError("rpc", "", { code: -32005 }).retryable).to.equal(true);
    expect(new RpcError("rpc", "", { code: -32000 }).retryable).to.equal(false);
    expect(new RpcError("malformed", "").retryable).to.equal(false);
    const starting = "transaction indexing is in progress";
    expect(new RpcError("rpc", starting, { code: -32000 }).retryable).to.equal(true);
    expect(new RpcError("malformed", starting).retryable).to.equal(false);
  });
});
