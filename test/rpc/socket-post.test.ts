import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { Rpc } from "../../src/rpc/rpc.ts";
import { RpcError } from "../../src/rpc/rpc-error.ts";
import { SocketPost } from "../../src/rpc/socket-post.ts";

const limits = { timeoutMs: 5_000, maxResponseBytes: 1_000_000 };

describe("way to a node's socket", () => {
  let folder: string;
  let path: string;
  let server: Server;
  let sockets: Socket[];
  /** Deals with a line that arrived. */
  let respond: (line: string, socket: Socket) => void;
  let post: SocketPost;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-socket-"));
    path = join(folder, "rpc");
    sockets = [];
    respond = (line, socket) => void socket.write(`${line}\n`);
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      const lines = createInterface({ input: socket });
      lines.on("error", () => undefined);
      lines.on("line", (line) => respond(line, socket));
    }).listen(path);
    await once(server, "listening");
    post = new SocketPost(path);
  });

  afterEach(async () => {
    post.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const send = async (body: string) => (await post.send(body, limits)).body.toString();

  async function failureOf(work: Promise<unknown>): Promise<RpcError> {
    return work.then(
      () => expect.fail("There is no failure"),
      (error: RpcError) => error,
    );
  }

  it("answers with the next line, and keeps its connection", async () => {
    expect(await send("one")).to.equal("one");
    expect(await send("é".repeat(300_000))).to.equal("é".repeat(300_000));
    expect(sockets.length).to.equal(1);
  });

  it("gives each request the answer to it, however many are under way", async () => {
    const held: (() => void)[] = [];
    respond = (line, socket) => {
      held.push(() => socket.write(`${line}\n`));
      if (sockets.length === 64 && held.length === 64) for (const answer of held.splice(0).reverse()) answer();
      // Those that had to wait for a connection.
      else if (Number(line) >= 64) for (const answer of held.splice(0)) answer();
    };
    const bodies = Array.from({ length: 70 }, (_, n) => String(n));
    expect(await Promise.all(bodies.map(send))).to.deep.equal(bodies);
    expect(sockets.length).to.equal(64);
  });

  it("serves JSON-RPC", async () => {
    respond = (line, socket) => {
      const { id, method } = JSON.parse(line) as { id: number; method: string };
      socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: method })}\n`);
    };
    expect(await new Rpc(post).call("eth_chainId", [])).to.equal("eth_chainId");
  });

  it("stops reading an answer beyond its limit, and one that is more than an answer", async () => {
    respond = (_, socket) => void socket.write("x".repeat(11));
    const error = await failureOf(post.send("", { ...limits, maxResponseBytes: 10 }));
    expect(error).to.be.instanceOf(RpcError).and.include({ kind: "malformed", retryable: false });
    respond = (_, socket) => void socket.write("one\ntwo\n");
    expect((await failureOf(send("more"))).kind).to.equal("malformed");
    respond = (line, socket) => void socket.write(`${line}\n`);
    expect(await send("right")).to.equal("right");
  });

  it("gives up after its time-out, and takes no late answer for the next one's", async () => {
    const late: (() => void)[] = [];
    respond = (line, socket) => void late.push(() => socket.write(`${line}\n`));
    expect((await failureOf(post.send("slow", { ...limits, timeoutMs: 5 }))).kind).to.equal("timeout");
    respond = (line, socket) => {
      for (const answer of late) answer();
      socket.write(`${line}\n`);
    };
    expect(await send("next")).to.equal("next");
  });

  it("reports a node that is not there, or breaks off, and reaches it again", async () => {
    respond = (_, socket) => socket.destroy();
    expect(await failureOf(send("gone"))).to.include({ kind: "transport", retryable: true });
    respond = (line, socket) => void socket.write(`${line}\n`);
    expect(await send("again")).to.equal("again");
    const nowhere = new SocketPost(join(folder, "nothing"));
    expect(await failureOf(nowhere.send("", limits))).to.include({ kind: "transport", retryable: true });
  });
});
