import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { type EmbeddedLedger, startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { account, chainId, signed } from "./transactions.ts";

describe("address of the embedded ledger", () => {
  let folder: string;
  let ledger: EmbeddedLedger;

  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "ytterby-ledger-"));
    ledger = await startEmbeddedLedger({ folder, chainId, blockPeriodMs: 5 });
  });

  after(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });

  async function post(body: string): Promise<unknown> {
    const response = await fetch(ledger.rpcUrl, { method: "POST", body });
    expect(response.status).to.equal(200);
    expect(response.headers.get("content-type")).to.equal("application/json");
    return response.json();
  }

  const ask = (method: string, params: unknown = [], id: unknown = 1) =>
    post(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  const refusal = (code: number, message: string, id: unknown = 1) => ({
    jsonrpc: "2.0",
    id,
    error: { code, message },
  });

  it("answers with the id that was asked with", async () => {
    for (const id of [7, "seven", 0, "", null]) {
      expect(await ask("eth_chainId", [], id)).to.deep.equal({ jsonrpc: "2.0", id, result: "0x1267" });
      expect(await ask("eth_gasPrice", [], id)).to.deep.equal({ jsonrpc: "2.0", id, result: "0x0" });
    }
  });

  it("knows no coin", async () => {
    expect(await ask("eth_maxPriorityFeePerGas")).to.include({ result: "0x0" });
    expect(await ask("eth_getBalance", [account(0).address, "latest"])).to.include({ result: "0x0" });
    expect(await ask("eth_accounts")).to.deep.include({ result: [] });
  });

  it("does not answer whoever was not told its secret", async () => {
    const { origin, pathname } = new URL(ledger.rpcUrl);
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
    for (const path of ["", "/", pathname.slice(0, -1), `${pathname}0`, pathname.replace(/.$/, "x"), `${pathname}?`]) {
      expect((await fetch(origin + path, { method: "POST", body })).status, path).to.equal(404);
    }
  });

  const changing = [
    "evm_mine",
    "evm_setNextBlockTimestamp",
    "evm_snapshot",
    "evm_revert",
    "anvil_setBalance",
    "anvil_impersonateAccount",
    "anvil_reset",
    "hardhat_reset",
    "hardhat_setStorageAt",
    "tenderly_setBalance",
    "debug_traceTransaction",
    "personal_sign",
    "miner_start",
    "txpool_content",
    "eth_sendTransaction",
    "eth_sendUnsignedTransaction",
    "eth_sendRawTransactionSync",
    "eth_sendTransactionSync",
    "eth_sign",
    "eth_signTypedData_v4",
    "ETH_CALL",
    "eth_call ",
    "",
    "constructor",
    "toString",
  ];
  for (const method of changing) {
    it(`does not serve ${JSON.stringify(method)}`, async () => {
      expect(await ask(method)).to.deep.equal(refusal(-32601, `the method ${method} is not available on this ledger`));
    });
  }

  it("reads a method's name as the engine does, were it written twice", async () => {
    const before = await ask("eth_blockNumber");
    const twice = '{"jsonrpc":"2.0","id":1,"method":"evm_mine","params":[],"method":"eth_blockNumber"}';
    expect(await post(twice)).to.deep.equal(before);
    expect(await ask("eth_blockNumber")).to.deep.equal(before);
  });

  it("passes the engine's errors on", async () => {
    // Init code that reverts with four bytes.
    const call = { from: account(0).address, data: "0x631425ea426000526004601cfd" };
    expect(await ask("eth_call", [call, "latest"])).to.have.nested.include({ "error.data": "0x1425ea42" });
    expect(await ask("eth_getBlockByNumber", ["nonsense", false])).to.have.nested.property("error.code", -32602);
  });

  it("refuses what is no transaction", async () => {
    const inHex = refusal(-32602, "a transaction is given as hexadecimal bytes");
    for (const params of [[], [7], [null], ["0x"], ["0x1"], ["02f8"], ["0xzz"], [["0x02"]]]) {
      expect(await ask("eth_sendRawTransaction", params), JSON.stringify(params)).to.deep.equal(inHex);
    }
    expect(await ask("eth_sendRawTransaction", ["0x02f8"])).to.have.nested.include({ "error.code": -32000 });
    expect(await ask("eth_getTransactionCount", ["0x12", "pending"])).to.deep.equal(refusal(-32602, "invalid address"));
  });

  it("refuses what is no request", async () => {
    const none = refusal(-32600, "this is no JSON-RPC request", null);
    for (const body of ["7", "null", '"eth_call"', "{}", '{"method":7}', '{"id":{},"method":"eth_chainId"}']) {
      expect(await post(body), body).to.deep.equal(none);
    }
    expect(await ask("eth_chainId", { a: 1 })).to.deep.equal(none);
    expect(await post('[{},{"id":2,"method":"eth_chainId"}]')).to.deep.equal([
      none,
      { jsonrpc: "2.0", id: 2, result: "0x1267" },
    ]);
    for (const body of ["", "{", "\u0000", '{"id":1'.repeat(1000)]) {
      expect(await post(body), body.slice(0, 10)).to.deep.equal(refusal(-32700, "the request is not JSON", null));
    }
    const size = refusal(-32600, "a batch has between 1 and 5000 requests", null);
    expect(await post("[]")).to.deep.equal(size);
    expect(await post(`[${"1,".repeat(5000)}1]`)).to.deep.equal(size);
  });

  it("serves a batch in its order, each part for itself", async () => {
    const raws = Array.from({ length: 40 }, (_, i) => signed(account(Math.floor(i / 8)), i % 8));
    const calls = [
      ...raws.map((raw) => ["eth_sendRawTransaction", [raw]] as const),
      ["eth_chainId", []],
      ["evm_mine", []],
      ["eth_getBlockByNumber", ["nonsense", false]],
      ["net_version", []],
    ];
    // Nobody demands that ids differ.
    const body = JSON.stringify(calls.map(([method, params], i) => ({ id: i % 30, method, params })));
    const answers = (await post(body)) as { id: number; result?: string; error?: { code: number } }[];
    expect(answers.map(({ id }) => id)).to.deep.equal(calls.map((_, i) => i % 30));
    const outcomes = answers.map(({ result, error }) => result ?? error?.code);
    const rest = ["0x1267", -32601, -32602, String(chainId)];
    expect(outcomes).to.deep.equal([...raws.map((raw) => keccak256(raw)), ...rest]);
  });

  it("takes POST only", async () => {
    const response = await fetch(ledger.rpcUrl);
    expect(response.status).to.equal(405);
    expect(response.headers.get("allow")).to.equal("POST");
  });

  it("refuses a body that is too large before it is sent", async () => {
    const headers = { "content-length": 64 * 1024 * 1024 + 1 };
    const sending = request(ledger.rpcUrl, { method: "POST", headers });
    sending.flushHeaders();
    const [response] = (await once(sending, "response")) as [IncomingMessage];
    expect(response.statusCode).to.equal(413);
    sending.on("error", () => undefined).destroy();
  });

  it("cuts off a body that turns out to be too large", async () => {
    const sending = request(ledger.rpcUrl, { method: "POST" });
    const end = new Promise<number | undefined | Error>((resolve) => {
      sending.on("response", ({ statusCode }) => resolve(statusCode)).on("error", resolve);
    });
    const chunk = Buffer.alloc(8 * 1024 * 1024, " ");
    for (let i = 0; i < 9; i++) sending.write(chunk);
    // The answer may come too late for a client that is still sending.
    const outcome = await end;
    if (!(outcome instanceof Error)) expect(outcome).to.equal(413);
    sending.destroy();
    expect(await ask("eth_chainId")).to.include({ result: "0x1267" });
  });

  it("outlives a client that goes away in the middle", async () => {
    const sending = request(ledger.rpcUrl, { method: "POST", headers: { "content-length": 1000 } });
    sending.on("error", () => undefined);
    sending.write("{", () => sending.destroy());
    await new Promise((resolve) => sending.once("close", resolve));
    expect(await ask("eth_chainId")).to.include({ result: "0x1267" });
  });
});
