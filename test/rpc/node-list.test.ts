import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { Rpc, RpcError } from "../../src/rpc/rpc.ts";
import { type Answer, NodeFailure, type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";

interface Node {
  url: string;
  height: bigint;
  genesis: string;
  /** Instead of an answer to anything. */
  failure?: NodeFailure | undefined;
  asked: string[];
  close(): void;
}

describe("several nodes", () => {
  let nodes: Node[];
  let rpc: Rpc;
  const nowhere = new Rpc("http://127.0.0.1:1");

  beforeEach(async () => {
    nodes = await Promise.all([0, 1, 2].map(startNode));
    rpc = new Rpc(nodes.map(({ url }) => url));
  });

  afterEach(() => {
    rpc.close();
    for (const node of nodes) node.close();
  });

  async function startNode(name: number): Promise<Node> {
    const proxy: RpcProxy = await startRpcProxy(nowhere);
    const node: Node = { url: proxy.url, height: 10n, genesis: "0xaa", asked: [], close: () => proxy.close() };
    const answer: Answer = (method, params) => {
      if (node.failure !== undefined) throw node.failure;
      if (method === "eth_blockNumber") return `0x${node.height.toString(16)}`;
      if (method === "eth_getBlockByNumber" && params[0] === "0x0") return { hash: node.genesis, number: "0x0" };
      node.asked.push(method);
      return name;
    };
    proxy.bend(answer);
    return node;
  }

  /** Ends a node, and waits until its idle connections are seen to be closed: a call on one of them might have arrived. */
  async function away(index: number): Promise<void> {
    node(index).close();
    await pause(50);
    // Where this process was late itself, the time is over before it has looked at its connections.
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  const node = (index: number) => nodes[index] as Node;
  const who = () => rpc.call("net_version", []);
  const height = () => rpc.call("eth_blockNumber", []);

  async function failure(work: () => Promise<unknown>): Promise<RpcError> {
    return work().then(
      () => expect.fail("was answered"),
      (error: unknown) => {
        expect(error).to.be.instanceOf(RpcError);
        return error as RpcError;
      },
    );
  }

  /** Asks until the answer is this one. */
  async function becomes(index: number): Promise<void> {
    const end = Date.now() + 30_000;
    while ((await who()) !== index) {
      if (Date.now() > end) throw new Error(`Node ${index} is not asked`);
      await pause(100);
    }
  }

  it("are asked as one: the first, as long as it answers", async () => {
    for (let i = 0; i < 5; i++) expect(await who()).to.equal(0);
    expect(node(1).asked).to.deep.equal([]);
  });

  it("answer the same call where the one cannot be reached", async () => {
    expect(await who()).to.equal(0);
    await away(0);
    expect(await who()).to.equal(1);
    await away(1);
    expect(await who()).to.equal(2);
  });

  it("are not asked again what may have arrived, but the next call", async () => {
    expect(await who()).to.equal(0);
    node(0).failure = new NodeFailure();
    expect((await failure(who)).kind).to.equal("transport");
    expect(node(1).asked).to.deep.equal([]);
    expect(await who()).to.equal(1);
  });

  it("take the place of one whose proxy answers with a failure", async () => {
    expect(await who()).to.equal(0);
    node(0).failure = new NodeFailure({ status: 502, body: "bad gateway" });
    expect((await failure(who)).retryable).to.equal(true);
    expect(await who()).to.equal(1);
  });

  it("never believe one that lacks a block which was seen", async () => {
    node(0).height = 12n;
    expect(await height()).to.equal("0xc");
    await away(0);
    node(2).height = 12n;
    expect(await height()).to.equal("0xc");
    expect(await who()).to.equal(2);
    await away(2);
    const error = await failure(who);
    expect(error.message).to.equal("No node that can be reached has block 12, which was seen already.");
    expect(error.retryable).to.equal(true);
    node(1).height = 12n;
    expect(await who()).to.equal(1);
  });

  it("take note of blocks that were read, too", async () => {
    expect(await rpc.batch([{ method: "eth_blockNumber", params: [] }])).to.deep.equal(["0xa"]);
    await away(0);
    node(1).height = 9n;
    expect(await who()).to.equal(2);
  });

  it("leave one that two others are well ahead of", async () => {
    expect(await who()).to.equal(0);
    node(1).height = 20n;
    node(2).height = 30n;
    await becomes(1);
    await away(1);
    expect(await who()).to.equal(2);
  });

  it("do not follow one that is far ahead alone", async () => {
    expect(await who()).to.equal(0);
    node(2).height = 1_000_000n;
    const end = Date.now() + 5_000;
    while (Date.now() < end) {
      expect(await who()).to.equal(0);
      await pause(250);
    }
    await away(0);
    expect(await who()).to.equal(1);
  }).timeout(60_000);

  it("are never one of another chain", async () => {
    expect(await who()).to.equal(0);
    node(1).genesis = "0xbb";
    await away(0);
    expect(await who()).to.equal(2);
  });

  it("say so where none can be reached", async () => {
    for (const index of [0, 1, 2]) await away(index);
    const error = await failure(who);
    expect(error.message).to.equal("None of the 3 nodes can be reached.");
    expect(error.retryable).to.equal(true);
  });
});
