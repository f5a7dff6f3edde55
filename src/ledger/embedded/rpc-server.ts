import { getAddress } from "ethers";
import { z } from "zod";
import type { Address } from "../../domain/hex.ts";
import { HttpPost } from "../http-post.ts";
import { RpcError } from "../rpc-error.ts";
import type { Chain } from "./chain.ts";
import { forwardedMethods } from "./forwarded-methods.ts";
import { presentPending } from "./present-pending.ts";
import { Refusal } from "./refusal.ts";

const requestSchema = z.object({
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
const answersSchema = z.array(z.looseObject({ id: z.number() }));
type Request = z.infer<typeof requestSchema>;

// Numbers of JSON-RPC 2.0 and EIP-1474.
const parseFailed = -32700;
const invalidRequest = -32600;
const methodNotFound = -32601;
const invalidParams = -32602;
const internal = -32603;
const unavailable = -32002;

const maxBatch = 5_000;
const forwardLimits = { timeoutMs: 120_000, maxResponseBytes: 512 * 1024 * 1024 };

/**
 * What the ledger's address answers: sending goes to the chain, reading to its engine, and what would change the chain in
 * any other way is refused.
 */
export class RpcServer {
  readonly #chain: Chain;
  #engine: { url: string; post: HttpPost } | undefined;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** The body of the answer to a request's body. */
  async answer(body: Buffer): Promise<string | Buffer> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString("utf8"));
    } catch {
      return failure(null, new Refusal("the request is not JSON", parseFailed));
    }
    if (!Array.isArray(parsed)) {
      const outcome = await this.#answerHere(parsed);
      return typeof outcome === "string" ? outcome : this.#forward(outcome).catch((e) => failure(outcome.id, e));
    }
    if (parsed.length === 0 || parsed.length > maxBatch) {
      return failure(null, new Refusal(`a batch has between 1 and ${maxBatch} requests`, invalidRequest));
    }
    const outcomes = await Promise.all(parsed.map((request: unknown) => this.#answerHere(request)));
    const forwarded = outcomes.filter((outcome) => typeof outcome !== "string");
    const answers = await this.#forwardAll(forwarded);
    const inOrder = outcomes.map((outcome) => (typeof outcome === "string" ? outcome : answers.shift()));
    return `[${inOrder.join(",")}]`;
  }

  close(): void {
    this.#engine?.post.close();
  }

  /** @returns the answer, or the request if it is for the engine. */
  async #answerHere(parsed: unknown): Promise<string | Request> {
    const checked = requestSchema.safeParse(parsed);
    if (!checked.success) return failure(null, new Refusal("this is no JSON-RPC request", invalidRequest));
    const request = checked.data;
    try {
      const result = await this.#resultHere(request);
      return result === undefined ? request : JSON.stringify({ jsonrpc: "2.0", id: request.id, result });
    } catch (error) {
      return failure(request.id, error);
    }
  }

  /** @returns undefined for what the engine is to answer. */
  async #resultHere({ method, params }: Request): Promise<unknown> {
    const [first, second] = params;
    switch (method) {
      case "eth_sendRawTransaction":
        return this.#chain.submit(bytes(first));
      // There is no coin to pay with, whatever the engine advises.
      case "eth_gasPrice":
      case "eth_maxPriorityFeePerGas":
        return "0x0";
      // The engine knows nothing of the pool.
      case "eth_getTransactionByHash": {
        const pending = this.#chain.findPending(String(first).toLowerCase());
        return pending === undefined ? undefined : presentPending(pending);
      }
      case "eth_getTransactionCount": {
        const nonce = second === "pending" ? this.#chain.pendingNonce(address(first)) : undefined;
        return nonce === undefined ? undefined : `0x${nonce.toString(16)}`;
      }
      default:
        if (forwardedMethods.has(method)) return undefined;
        throw new Refusal(`the method ${method} is not available on this ledger`, methodNotFound);
    }
  }

  async #forward({ id, method, params }: Request): Promise<Buffer> {
    // Written anew: of a name that stands twice in an object, the engine might read the other value.
    return this.#post({ jsonrpc: "2.0", id, method, params });
  }

  async #forwardAll(requests: readonly Request[]): Promise<string[]> {
    if (requests.length === 0) return [];
    try {
      // The ids of those who ask need not differ.
      const batch = requests.map(({ method, params }, id) => ({ jsonrpc: "2.0", id, method, params }));
      const answers = answersSchema.parse(JSON.parse((await this.#post(batch)).toString("utf8")));
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      return requests.map(({ id }, i) => JSON.stringify({ ...byId.get(i), id }));
    } catch (error) {
      return requests.map(({ id }) => failure(id, error));
    }
  }

  async #post(content: unknown): Promise<Buffer> {
    const { url } = this.#chain;
    if (this.#engine?.url !== url) {
      this.#engine?.post.close();
      this.#engine = { url, post: new HttpPost(url) };
    }
    return (await this.#engine.post.send(JSON.stringify(content), forwardLimits)).body;
  }
}

function failure(id: Request["id"], error: unknown): string {
  const known =
    error instanceof RpcError
      ? new Refusal(`the ledger's engine does not answer: ${error.message}`, unavailable)
      : error instanceof Refusal
        ? error
        : new Refusal("internal error", internal);
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: known.code, message: known.message } });
}

function bytes(value: unknown): Buffer {
  if (typeof value !== "string" || !/^0x(?:[0-9a-f]{2})+$/i.test(value)) {
    throw new Refusal("a transaction is given as hexadecimal bytes", invalidParams);
  }
  return Buffer.from(value.slice(2), "hex");
}

function address(value: unknown): Address {
  try {
    return getAddress(String(value));
  } catch {
    throw new Refusal("invalid address", invalidParams);
  }
}
