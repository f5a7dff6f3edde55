import { getAddress } from "ethers";
import { z } from "zod";
import type { Address } from "../domain/hex.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { Chain } from "./chain.ts";
import type { EngineNode } from "./engine-node.ts";
import { forwardedMethods } from "./forwarded-methods.ts";
import { presentPending } from "./present-pending.ts";
import { type HistorySource, historyMethods, readHistory } from "./read-history.ts";
import { Refusal } from "./refusal.ts";

const requestSchema = z.object({
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
const answersSchema = z.array(z.looseObject({ id: z.number() }));
const answerSchema = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
type Request = z.infer<typeof requestSchema>;
type Answer = { jsonrpc: "2.0"; id: Request["id"]; result?: unknown; error?: unknown };

// Numbers of JSON-RPC 2.0 and EIP-1474.
const parseFailed = -32700;
const invalidRequest = -32600;
const methodNotFound = -32601;
const invalidParams = -32602;
const internal = -32603;
const unavailable = -32002;

const maxBatch = 5_000;

/**
 * What the ledger's address answers: sending goes to the chain, reading to its history and its engine, and what would change
 * the chain in any other way is refused.
 */
export class RpcServer {
  readonly #chain: Chain;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** The body of the answer to a request's body. */
  async answerBody(body: Buffer): Promise<string | Buffer> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString("utf8"));
    } catch {
      return JSON.stringify(failure(null, new Refusal("the request is not JSON", parseFailed)));
    }
    const answer = await this.#answer(parsed);
    return Buffer.isBuffer(answer) ? answer : JSON.stringify(answer);
  }

  /** The answer to a request that was made in this process: the same as over the way there, without being written and read. */
  async answer(request: unknown): Promise<unknown> {
    const answer = await this.#answer(request);
    return Buffer.isBuffer(answer) ? JSON.parse(answer.toString("utf8")) : answer;
  }

  async #answer(parsed: unknown): Promise<Answer | Answer[] | Buffer> {
    if (!Array.isArray(parsed)) {
      const outcome = await this.#answerHere(parsed);
      return isRequest(outcome) ? this.#readOne(outcome) : outcome;
    }
    if (parsed.length === 0 || parsed.length > maxBatch) {
      return failure(null, new Refusal(`a batch has between 1 and ${maxBatch} requests`, invalidRequest));
    }
    const outcomes = await Promise.all(parsed.map((request: unknown) => this.#answerHere(request)));
    const answers = await this.#readAll(outcomes.filter(isRequest));
    return outcomes.map((outcome) => (isRequest(outcome) ? (answers.shift() as Answer) : outcome));
  }

  /** @returns the answer, or the request if it is for reading. */
  async #answerHere(parsed: unknown): Promise<Answer | Request> {
    const checked = requestSchema.safeParse(parsed);
    if (!checked.success) return failure(null, new Refusal("this is no JSON-RPC request", invalidRequest));
    const request = checked.data;
    try {
      const result = await this.#resultHere(request);
      return result === undefined ? request : success(request.id, result);
    } catch (error) {
      return failure(request.id, error);
    }
  }

  /** @returns undefined for what is to be read. */
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

  async #readOne(request: Request): Promise<Answer | Buffer> {
    const { id, method, params } = request;
    try {
      return await this.#chain.read((node) =>
        this.#consistently([request], node, async (source) => {
          const result = await readHistory(source, method, params);
          if (result !== undefined) return success(id, result);
          // Written anew: of a name that stands twice in an object, the engine might read the other value.
          return node.forward(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
        }),
      );
    } catch (error) {
      return failure(id, error);
    }
  }

  async #readAll(requests: readonly Request[]): Promise<Answer[]> {
    if (requests.length === 0) return [];
    try {
      return await this.#chain.read((node) =>
        this.#consistently(requests, node, async (source) => {
          const past = await Promise.all(requests.map((request) => answerFromHistory(source, request)));
          const answers = await forwardAll(node, past.filter(isRequest));
          return past.map((outcome) => (isRequest(outcome) ? (answers.shift() as Answer) : outcome));
        }),
      );
    } catch (error) {
      return requests.map(({ id }) => failure(id, error));
    }
  }

  /**
   * Reads once more where two blocks have entered the history meanwhile: the engine, which forgets the transactions of all but
   * the two newest, may have answered without them. By then the history has every block up to the one that was the newest.
   */
  async #consistently<T>(
    requests: readonly Request[],
    node: EngineNode,
    read: (source: HistorySource) => Promise<T>,
  ): Promise<T> {
    const { history } = this.#chain;
    const { height } = history;
    const source: HistorySource = {
      history,
      newest: node.number,
      rawTransactions: (number) => this.#chain.rawTransactions(number),
      ask: (method, params) => ask(node, method, params),
    };
    const answer = await read(source);
    const isTold = history.height <= height + 1 || !requests.some(({ method }) => historyMethods.has(method));
    return isTold ? answer : read(source);
  }
}

async function answerFromHistory(source: HistorySource, request: Request): Promise<Answer | Request> {
  try {
    const result = await readHistory(source, request.method, request.params);
    return result === undefined ? request : success(request.id, result);
  } catch (error) {
    return failure(request.id, error);
  }
}

async function ask(node: EngineNode, method: string, params: readonly unknown[]): Promise<unknown> {
  const answer = await node.forward(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
  const { result, error } = answerSchema.parse(JSON.parse(answer.toString("utf8")));
  if (error !== undefined) throw new Refusal(error.message, error.code);
  return result;
}

async function forwardAll(node: EngineNode, requests: readonly Request[]): Promise<Answer[]> {
  if (requests.length === 0) return [];
  // The ids of those who ask need not differ.
  const batch = requests.map(({ method, params }, id) => ({ jsonrpc: "2.0", id, method, params }));
  const answers = answersSchema.parse(JSON.parse((await node.forward(JSON.stringify(batch))).toString("utf8")));
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return requests.map(({ id }, i) => ({ jsonrpc: "2.0", ...byId.get(i), id }));
}

function isRequest(outcome: Answer | Request): outcome is Request {
  return "method" in outcome;
}

function success(id: Request["id"], result: unknown): Answer {
  return { jsonrpc: "2.0", id, result };
}

function failure(id: Request["id"], error: unknown): Answer {
  const known =
    error instanceof RpcError
      ? new Refusal(`the ledger's engine does not answer: ${error.message}`, unavailable)
      : error instanceof Refusal
        ? error
        : new Refusal("internal error", internal);
  return { jsonrpc: "2.0", id, error: { code: known.code, message: known.message } };
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
