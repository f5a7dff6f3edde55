import type { Hex } from "../domain/hex.ts";
import { HttpPost } from "./http-post.ts";
import type { NodeComplaint } from "./node-fault.ts";
import type { PostAnswer, PostLimits } from "./post.ts";
import { parseQuantity } from "./quantity.ts";
import { RpcError } from "./rpc-error.ts";

/** A node that answered a probe. */
interface Standing {
  readonly post: HttpPost;
  /** Hash of its first block: which chain it serves. */
  readonly genesis: string;
  readonly height: bigint;
}

/** Why a node is not believed, and how to find out that it may be again. */
interface Distrust extends Omit<NodeComplaint, "node"> {
  readonly recheck: (post: HttpPost) => Promise<void>;
}

const probeEveryMs = 2_000;
const probeLimits: PostLimits = { timeoutMs: 3_000, maxResponseBytes: 1024 * 1024 };
/** How many blocks a node may be behind the others before another is asked. */
const tolerance = 3n;

const probe = JSON.stringify([
  { jsonrpc: "2.0", id: 1, method: "eth_getBlockByNumber", params: ["0x0", false] },
  { jsonrpc: "2.0", id: 2, method: "eth_blockNumber", params: [] },
]);

/**
 * Several nodes of one network. One of them is asked everything, so that answers fit together; another takes its place where
 * it is away, or behind. A node that lacks a block which was already seen is never asked: it would tell an older truth.
 */
export class NodeList {
  readonly #posts: readonly HttpPost[];
  #current: HttpPost | undefined;
  #genesis: string | undefined;
  /** The highest block that any answer told of. */
  #seen = 0n;
  #probedAt = 0;
  #choosing: Promise<HttpPost> | undefined;
  readonly #distrusted = new Map<HttpPost, Distrust>();
  #rechecking: Promise<unknown> | undefined;

  /**
   * @param urls In the order of preference.
   * @param genesisHash Hash of the chain's first block; that of the first node which answers, if absent.
   */
  constructor(urls: readonly string[], genesisHash?: Hex) {
    this.#posts = urls.map((url) => new HttpPost(url));
    this.#genesis = genesisHash;
  }

  /**
   * Sends a request to one node. Where that could not even be reached, another is asked the same; a request that may have
   * arrived is not repeated, as only the caller knows what it means.
   * @throws RpcError
   */
  async send(body: string, limits: PostLimits): Promise<PostAnswer> {
    this.#compareAtTimes();
    const node = this.#current ?? (await this.#choose());
    try {
      return await this.#sendTo(node, body, limits);
    } catch (error) {
      if (!isUndelivered(error)) throw error;
      return this.#sendTo(await this.#choose(), body, limits);
    }
  }

  /** Takes note of how far the chain is, from what a call answered. */
  observe(method: string, result: unknown): void {
    let number: unknown;
    if (method === "eth_blockNumber") number = result;
    else if (method === "eth_getBlockByNumber" && typeof result === "object" && result !== null && "number" in result) {
      number = result.number;
    }
    if (typeof number !== "string" || !/^0x[0-9a-f]+$/.test(number)) return;
    const height = BigInt(number);
    if (height > this.#seen) this.#seen = height;
  }

  /**
   * Leaves the node that is asked at present, because it cannot be believed: it is asked again only when a second look finds nothing
   * wrong, or nobody else is there.
   * @returns whether somebody else may be there.
   */
  distrust(complaint: Omit<NodeComplaint, "node">, recheck: Distrust["recheck"]): boolean {
    const current = this.#current;
    if (current === undefined) return false;
    this.#distrusted.set(current, { ...complaint, recheck });
    this.#leave(current);
    return this.#distrusted.size < this.#posts.length;
  }

  /** What the node answers that is asked at present fits together. */
  settled(): void {
    if (this.#current !== undefined) this.#distrusted.delete(this.#current);
  }

  complaints(): readonly NodeComplaint[] {
    return [...this.#distrusted].map(([{ host: node }, { kind, sentence }]) => ({ node, kind, sentence }));
  }

  close(): void {
    for (const post of this.#posts) post.close();
  }

  async #sendTo(node: HttpPost, body: string, limits: PostLimits): Promise<PostAnswer> {
    try {
      const answer = await node.send(body, limits);
      if (answer.status >= 500) this.#leave(node);
      return answer;
    } catch (error) {
      this.#leave(node);
      throw error;
    }
  }

  #leave(node: HttpPost): void {
    if (this.#current === node) this.#current = undefined;
  }

  /** Many calls that find no node wait for one choice. */
  #choose(): Promise<HttpPost> {
    this.#choosing ??= this.#chooseAnew().finally(() => {
      this.#choosing = undefined;
    });
    return this.#choosing;
  }

  async #chooseAnew(): Promise<HttpPost> {
    const standings = await this.#probeAll();
    if (standings.length === 0) {
      const said = this.complaints().map(({ node, sentence }) => ` ${node}: ${sentence}`);
      throw new RpcError("transport", `None of the ${this.#posts.length} nodes can be reached.${said.join("")}`);
    }
    const current = standings.filter(({ height }) => height >= this.#seen);
    const chosen = current.find(({ post }) => !this.#distrusted.has(post)) ?? current[0];
    if (chosen === undefined) {
      throw new RpcError("transport", `No node that can be reached has block ${this.#seen}, which was seen already.`);
    }
    this.#genesis ??= chosen.genesis;
    this.#current = chosen.post;
    return chosen.post;
  }

  #compareAtTimes(): void {
    if (this.#current === undefined || Date.now() - this.#probedAt < probeEveryMs) return;
    this.#probedAt = Date.now();
    void this.#compare(this.#current);
    this.#rechecking ??= this.#recheckAll().finally(() => {
      this.#rechecking = undefined;
    });
  }

  async #recheckAll(): Promise<void> {
    for (const [post, distrust] of [...this.#distrusted]) {
      await distrust.recheck(post).then(
        () => {
          if (this.#distrusted.get(post) === distrust) this.#distrusted.delete(post);
        },
        () => undefined,
      );
    }
  }

  /** Leaves a node that does not answer, or that two others (or the only other one) are well ahead of. */
  async #compare(current: HttpPost): Promise<void> {
    const standings = await this.#probeAll();
    const own = standings.find(({ post }) => post === current);
    if (own === undefined) return this.#leave(current);
    const ahead = standings.filter(({ height }) => height > own.height + tolerance);
    if (ahead.length > 0 && ahead.length >= Math.min(2, this.#posts.length - 1)) {
      // What they have in common is believed: one that is far ahead alone may be wrong.
      const common = ahead.map(({ height }) => height).reduce((a, b) => (a < b ? a : b));
      if (common > this.#seen) this.#seen = common;
      this.#leave(current);
    }
  }

  /** The nodes that answer and serve the same chain, in the order of preference. */
  async #probeAll(): Promise<Standing[]> {
    this.#probedAt = Date.now();
    const standings = await Promise.all(this.#posts.map((post) => standingOf(post).catch(() => undefined)));
    const answering = standings.filter((standing) => standing !== undefined);
    const expected = this.#genesis;
    if (expected === undefined) return answering;
    for (const { post, genesis } of answering) this.#compareGenesis(post, genesis, expected);
    return answering.filter(({ genesis }) => genesis === expected);
  }

  #compareGenesis(post: HttpPost, genesis: string, expected: string): void {
    if (genesis !== expected) {
      const sentence = `It serves another chain: its first block is ${genesis}, and the contracts are on the one with ${expected}.`;
      // The next probe finds out by itself whether that is still so.
      this.#distrusted.set(post, {
        kind: "another-chain",
        sentence,
        recheck: () => Promise.reject(new Error(sentence)),
      });
    } else if (this.#distrusted.get(post)?.kind === "another-chain") {
      this.#distrusted.delete(post);
    }
  }
}

async function standingOf(post: HttpPost): Promise<Standing | undefined> {
  const { body } = await post.send(probe, probeLimits);
  const answers: unknown = JSON.parse(body.toString());
  if (!Array.isArray(answers)) return undefined;
  const resultOf = (id: number): unknown => answers.find((answer) => answer?.id === id)?.result;
  const first = resultOf(1);
  if (typeof first !== "object" || first === null || !("hash" in first) || typeof first.hash !== "string")
    return undefined;
  return { post, genesis: first.hash, height: parseQuantity(resultOf(2)) };
}

/** Whether a request cannot have arrived, because there was no connection. */
function isUndelivered(error: unknown): boolean {
  if (!(error instanceof RpcError) || error.kind !== "transport") return false;
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"].includes(code);
}
