import type { Hex } from "../domain/hex.ts";
import { HttpPost } from "./http-post.ts";
import type { NodeComplaint, NodeFaultError, Recheckable } from "./node-fault.ts";
import { NodeList } from "./node-list.ts";
import type { Post } from "./post.ts";
import { RpcError } from "./rpc-error.ts";

export { parseQuantity } from "./quantity.ts";
export { RpcError } from "./rpc-error.ts";

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface RpcOptions {
  /** How long one answer may take, in milliseconds; 30,000 if absent. */
  readonly timeoutMs?: number;
  /** The largest answer that is read, in bytes; 64 MiB if absent. */
  readonly maxResponseBytes?: number;
  /** Answers a request in the stead of the address: a node in this process. */
  readonly local?: (request: unknown) => Promise<unknown>;
  /** Hash of the chain's first block: of several nodes, those of another chain are not asked. */
  readonly genesisHash?: Hex;
}

/** Calls in one request: nodes refuse more than a thousand or so. */
const maxBatch = 500;

/**
 * JSON-RPC to a node. A call answers with the node's result, or throws; nothing is retried and nothing is guessed, as only
 * the caller knows what a lost answer means.
 */
export class Rpc {
  readonly #post: Post | NodeList;
  readonly #local: RpcOptions["local"];
  readonly #limits: { timeoutMs: number; maxResponseBytes: number };
  #lastId = 0;
  #complaint: NodeComplaint | undefined;

  /** @param way Where the node is; of several nodes one is asked, and another where that is away or behind. */
  constructor(way: string | readonly string[] | Post, options: RpcOptions = {}) {
    if (typeof way === "object" && "send" in way) this.#post = way;
    else {
      const [only = "", ...others] = typeof way === "string" ? [way] : way;
      this.#post = others.length === 0 ? new HttpPost(only) : new NodeList([only, ...others], options.genesisHash);
    }
    this.#local = options.local;
    this.#limits = {
      timeoutMs: options.timeoutMs ?? 30_000,
      maxResponseBytes: options.maxResponseBytes ?? 64 * 1024 * 1024,
    };
  }

  /** @throws RpcError */
  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = await this.#exchange({ jsonrpc: "2.0", id, method, params });
    // An error about the request as a whole carries no id.
    const own = isObject(answer) && (answer.id === id || ("error" in answer && answer.id == null));
    if (!own) throw malformed("The answer belongs to no call");
    return this.#observed(method, resultOf(answer));
  }

  /**
   * Sends several calls in one request. A node may work on them in any order.
   * @returns the results in the order of the calls.
   * @throws RpcError if one of them has no result: that of the first such call.
   */
  async batch(calls: readonly RpcCall[]): Promise<unknown[]> {
    if (calls.length === 0) return [];
    if (calls.length > maxBatch && this.#local === undefined) {
      const parts = Array.from({ length: Math.ceil(calls.length / maxBatch) }, (_, part) =>
        this.batch(calls.slice(part * maxBatch, (part + 1) * maxBatch)),
      );
      return (await Promise.all(parts)).flat();
    }
    const ids = calls.map(() => ++this.#lastId);
    const answers = await this.#exchange(calls.map((call, i) => ({ jsonrpc: "2.0", id: ids[i], ...call })));
    if (!Array.isArray(answers)) {
      if (isObject(answers) && "error" in answers) resultOf(answers);
      throw malformed("The answer to a batch is no list");
    }
    const byId = new Map<unknown, unknown>(answers.map((answer) => [isObject(answer) ? answer.id : undefined, answer]));
    return ids.map((id, index) => {
      const answer = byId.get(id);
      if (!isObject(answer)) throw malformed("The answer to a batch leaves a call out");
      return this.#observed(calls[index]?.method ?? "", resultOf(answer));
    });
  }

  /**
   * Takes note that the node which answers at present cannot be believed.
   * @param recheck Throws as long as a node still answers wrongly; it is asked from time to time where another took its place.
   * @returns whether there is another to be asked instead.
   */
  distrust({ kind, message }: NodeFaultError, recheck: (node: Recheckable) => Promise<void>): boolean {
    if (this.#post instanceof NodeList) {
      return this.#post.distrust({ kind, sentence: message }, (post) => recheck(new Rpc(post, this.#limits)));
    }
    const node = this.#local === undefined ? this.#post.host : "the embedded ledger";
    this.#complaint = { node, kind, sentence: message };
    return false;
  }

  /** Takes note that what the node answers fits together. */
  settled(): void {
    this.#complaint = undefined;
    if (this.#post instanceof NodeList) this.#post.settled();
  }

  /** The nodes that are not believed at present. */
  complaints(): readonly NodeComplaint[] {
    if (this.#post instanceof NodeList) return this.#post.complaints();
    return this.#complaint === undefined ? [] : [this.#complaint];
  }

  /** Closes idle connections. */
  close(): void {
    this.#post.close();
  }

  #observed(method: string, result: unknown): unknown {
    if (this.#post instanceof NodeList) this.#post.observe(method, result);
    return result;
  }

  async #exchange(request: unknown): Promise<unknown> {
    if (this.#local !== undefined) return this.#local(request);
    const { status, body: answer } = await this.#post.send(JSON.stringify(request), this.#limits);
    let parsed: unknown;
    try {
      parsed = JSON.parse(answer.toString());
    } catch (cause) {
      if (status !== 200) throw statusError(status);
      throw new RpcError("malformed", "The answer is not JSON", { cause });
    }
    // Some nodes answer an error with a status of its own and still say in the body what is wrong.
    if (status !== 200 && !Array.isArray(parsed) && !(isObject(parsed) && isObject(parsed.error))) {
      throw statusError(status);
    }
    return parsed;
  }
}

function resultOf(answer: Record<string, unknown>): unknown {
  const { error } = answer;
  if (error === undefined || error === null) {
    // `"result": null` is an answer (no such transaction); an absent one is none.
    if ("result" in answer) return answer.result;
    throw malformed("The answer has no result");
  }
  if (!isObject(error) || typeof error.code !== "number" || typeof error.message !== "string") {
    throw malformed("The answer's error has no code or message");
  }
  throw new RpcError("rpc", error.message, { code: error.code, payload: error });
}

function malformed(message: string): RpcError {
  return new RpcError("malformed", message);
}

function statusError(status: number): RpcError {
  const retryable = status >= 500 || status === 408 || status === 429;
  return new RpcError("transport", `The node answered with HTTP status ${status}`, { retryable });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
