import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { Rpc, RpcError, type RpcOptions } from "../../src/rpc/rpc.ts";

describe("RPC client", () => {
  const servers: Server[] = [];
  const clients: Rpc[] = [];

  /** A client of a node that answers as told; the request's body is parsed. */
  async function clientOf(answer: (body: never) => unknown, options: RpcOptions = {}, status = 200): Promise<Rpc> {
    return clientOfServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const result = answer(JSON.parse(Buffer.concat(chunks).toString()) as never);
      response.statusCode = status;
      response.end(typeof result === "string" ? result : JSON.stringify(result));
    }, options);
  }

  async function clientOfServer(listener: RequestListener, options: RpcOptions = {}): Promise<Rpc> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const rpc = new Rpc(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key`, options);
    clients.push(rpc);
    return rpc;
  }

  async function failureOf(work: Promise<unknown>): Promise<RpcError> {
    const error = await work.then(
      () => expect.fail("There is no failure"),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(RpcError);
    return error as RpcError;
  }

  afterEach(() => {
    for (const rpc of clients.splice(0)) rpc.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("asks a node in this process without the way there", async () => {
    const asked: unknown[] = [];
    const near = new Rpc("http://127.0.0.1:9", {
      local: async (request) => {
        const { id, ...call } = request as { id: number };
        asked.push(call);
        return { jsonrpc: "2.0", id, result: "0x7" };
      },
    });
    expect(await near.call("eth_blockNumber", [])).to.equal("0x7");
    expect(asked).to.deep.equal([{ jsonrpc: "2.0", method: "eth_blockNumber", params: [] }]);
  });

  it("sends a call and answers with its result, null included", async () => {
    const rpc = await clientOf(({ id, jsonrpc, method, params }) => ({ id, result: [jsonrpc, method, params] }));
    expect(await rpc.call("eth_call", ["0x1", null])).to.deep.equal(["2.0", "eth_call", ["0x1", null]]);
    const nothing = await clientOf(({ id }: { id: number }) => ({ id, result: null, error: null }));
    expect(await nothing.call("eth_getTransactionByHash", [])).to.equal(null);
  });

  it("keeps its connection", async () => {
    const rpc = await clientOf(({ id }: { id: number }) => ({ id, result: 0 }));
    let connections = 0;
    servers[0]?.on("connection", () => connections++);
    for (let i = 0; i < 5; i++) await rpc.call("x", []);
    expect(connections).to.equal(1);
  });

  it("gives the node's error with code and revert data", async () => {
    const rpc = await clientOf(({ id }: { id: number }) => ({
      id,
      error: { code: 3, message: "execution reverted", data: "0x1425ea42" },
    }));
    const error = await failureOf(rpc.call("eth_call", []));
    expect(error).to.include({ kind: "rpc", code: 3, message: "execution reverted", data: "0x1425ea42" });
    expect(error.retryable).to.equal(false);
  });

  it("reads the node's error under another HTTP status", async () => {
    const rpc = await clientOf(() => ({ id: null, error: { code: -32700, message: "Parse error" } }), {}, 400);
    expect(await failureOf(rpc.call("x", []))).to.include({ kind: "rpc", code: -32700 });
  });

  it("takes an HTTP status for a failed transport", async () => {
    const busy = await clientOf(() => "<html>", {}, 503);
    expect(await failureOf(busy.call("x", []))).to.include({ kind: "transport", retryable: true });
    const denied = await clientOf(() => ({ id: 1, result: "0x1" }), {}, 401);
    expect(await failureOf(denied.call("x", []))).to.include({ kind: "transport", retryable: false });
  });

  const malformed: [string, (body: { id: number }) => unknown][] = [
    ["no JSON", () => "<html>"],
    ["nothing", () => ""],
    ["no object", () => "7"],
    ["another call's answer", ({ id }) => ({ id: id + 1, result: "0x1" })],
    ["no id", () => ({ result: "0x1" })],
    ["neither result nor error", ({ id }) => ({ id })],
    ["an error without code", ({ id }) => ({ id, error: { message: "x" } })],
    ["an error that is a text", ({ id }) => ({ id, error: "x" })],
    ["a list", ({ id }) => [{ id, result: "0x1" }]],
  ];
  for (const [what, answer] of malformed) {
    it(`refuses ${what} as an answer`, async () => {
      expect(await failureOf((await clientOf(answer as never)).call("x", []))).to.include({ kind: "malformed" });
    });
  }

  it("stops reading an answer beyond its limit", async () => {
    const rpc = await clientOf(({ id }: { id: number }) => ({ id, result: "x".repeat(100_000) }), {
      maxResponseBytes: 99_999,
    });
    expect(await failureOf(rpc.call("x", []))).to.include({ kind: "malformed" });
  });

  it("gives up after its time-out, before the answer and within it", async () => {
    const silent = await clientOfServer(() => undefined, { timeoutMs: 20 });
    expect(await failureOf(silent.call("x", []))).to.include({ kind: "timeout", retryable: true });
    const halting = await clientOfServer((_, response) => response.write("{"), { timeoutMs: 20 });
    expect(await failureOf(halting.call("x", []))).to.include({ kind: "timeout" });
  });

  it("reports a node that is not there, cuts off or breaks off, and keeps the address's path to itself", async () => {
    const cutting = await clientOfServer((request) => request.socket.destroy());
    const error = await failureOf(cutting.call("x", []));
    expect(error).to.include({ kind: "transport", retryable: true });
    expect(error.message).to.not.contain("secret-key");
    const breaking = await clientOfServer((request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => request.socket.destroy());
    });
    expect(await failureOf(breaking.call("x", []))).to.include({ kind: "transport" });
    servers[1]?.close();
    expect(await failureOf(breaking.call("x", []))).to.include({ kind: "transport", retryable: true });
  });

  it("refuses an address that is not http or https", () => {
    expect(() => new Rpc("ws://127.0.0.1:1")).to.throw("http or https, not ws:");
    expect(() => new Rpc("nowhere")).to.throw();
  });

  describe("batch", () => {
    const calls = [
      { method: "a", params: [1] },
      { method: "b", params: [2] },
    ];

    it("answers in the order of the calls, whatever the node's", async () => {
      const rpc = await clientOf((body: { id: number; method: string }[]) =>
        body.map(({ id, method }) => ({ id, result: method })).reverse(),
      );
      expect(await rpc.batch(calls)).to.deep.equal(["a", "b"]);
    });

    it("of nothing asks nobody", async () => {
      expect(await (await clientOf(() => expect.fail("asked"))).batch([])).to.deep.equal([]);
    });

    it("fails with the first call that fails", async () => {
      const rpc = await clientOf((body: { id: number; method: string }[]) =>
        body.map(({ id, method }) => (method === "a" ? { id, result: 1 } : { id, error: { code: 5, message: "no" } })),
      );
      expect(await failureOf(rpc.batch(calls))).to.include({ kind: "rpc", code: 5 });
    });

    it("refuses an answer that leaves a call out, or is no list", async () => {
      const short = await clientOf(([{ id }]: [{ id: number }]) => [{ id, result: 1 }]);
      expect(await failureOf(short.batch(calls))).to.include({ kind: "malformed" });
      const single = await clientOf(() => ({ id: 1, result: 1 }));
      expect(await failureOf(single.batch(calls))).to.include({ kind: "malformed" });
    });

    it("fails with the node's error about the whole", async () => {
      const rpc = await clientOf(() => ({ id: null, error: { code: -32600, message: "too large" } }));
      expect(await failureOf(rpc.batch(calls))).to.include({ kind: "rpc", code: -32600 });
    });
  });
});
