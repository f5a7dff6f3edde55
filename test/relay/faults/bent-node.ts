import { setTimeout as delay } from "node:timers/promises";
import type { Rpc } from "../../../src/rpc/rpc.ts";
import type { Random } from "../../support/random.ts";
import { type Answer, NodeFailure } from "../../support/rpc-proxy.ts";

/** What goes wrong between relay and node. */
export const faults = [
  "answer lost after it took effect",
  "question lost",
  "no answer in time",
  "wrong error",
  "nested error",
  "gateway's page",
  "empty logs at the tip",
  "answer of a replica that lags",
] as const;
export type Fault = (typeof faults)[number];

/** Longer than the relays under test wait for an answer. */
const TOO_LATE_MS = 1_300;
/** Answers come from replicas that are as many blocks behind, each call from another: heads go back and forth. */
const LAG_MAXIMUM = 4;
const FAULTY_SHARE = 0.06;

/**
 * A node behind which everything goes wrong now and then.
 * @param node Where it is at the moment.
 * @param counts Counts what went wrong.
 */
export function bentAnswers(random: Random, node: () => Rpc, counts: Map<string, number>): Answer {
  return async (method, params, forward) => {
    if (!random.chance(FAULTY_SHARE)) return forward();
    const fault = random.pick(faults);
    if (fault === "empty logs at the tip" && method !== "eth_getLogs") return forward();
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    switch (fault) {
      case "answer lost after it took effect":
        await forward();
        throw new NodeFailure();
      case "question lost":
        throw new NodeFailure();
      case "no answer in time":
        await forward();
        await delay(TOO_LATE_MS);
        throw new NodeFailure();
      case "wrong error":
        if (random.chance(0.5)) await forward();
        throw new NodeFailure({ error: wrongError(random, method) });
      case "nested error":
        if (random.chance(0.5)) await forward();
        throw new NodeFailure({ error: nestedError(random) });
      case "gateway's page":
        throw new NodeFailure({ status: random.pick([429, 502, 503]), body: "<html>Bad gateway</html>" });
      case "empty logs at the tip":
        return [];
      case "answer of a replica that lags":
        return lagging(node(), BigInt(random.between(1, LAG_MAXIMUM)), method, params, forward);
    }
  };
}

function wrongError(random: Random, method: string): object {
  const sending = [
    { code: -32000, message: "already known" },
    { code: -32000, message: "nonce too low: next nonce 99999, tx nonce 1" },
    { code: -32000, message: "replacement transaction underpriced" },
    { code: -32003, message: "transaction rejected" },
  ];
  const any = [
    { code: -32603, message: "Internal error" },
    { code: -32000, message: "header not found" },
    { code: -32005, message: "daily request count exceeded, request rate limited" },
    { code: -32601, message: "the method is not available" },
  ];
  return random.pick(method === "eth_sendRawTransaction" ? [...sending, ...any] : any);
}

function nestedError(random: Random): object {
  const inner = { code: -32000, message: "nonce too high: next nonce 3, tx nonce 7" };
  return random.pick([
    {
      code: -32603,
      message: 'could not coalesce error (error={ "code": -32000, "message": "nonce too high" })',
      data: inner,
    },
    {
      code: -32603,
      message: "Internal JSON-RPC error.",
      data: { code: -32603, message: "upstream failed", data: inner },
    },
    { code: -32000, message: "upstream error", error: { code: -32603, error: inner } },
  ]);
}

/** What a replica answers that has the same blocks, but fewer. */
async function lagging(
  node: Rpc,
  lag: bigint,
  method: string,
  params: unknown[],
  forward: () => Promise<unknown>,
): Promise<unknown> {
  const tip = BigInt(String(await node.call("eth_blockNumber", [])));
  const own = tip > lag ? tip - lag : 0n;
  const at = (tag: unknown): string => {
    if (tag === "latest" || tag === "pending") return `0x${own.toString(16)}`;
    if (typeof tag === "string" && BigInt(tag) > own)
      throw new NodeFailure({ error: { code: -32000, message: "header not found" } });
    return tag as string;
  };
  const isBeyond = (answer: unknown): boolean => {
    const { blockNumber } = (answer ?? {}) as { blockNumber?: string };
    return blockNumber !== undefined && BigInt(blockNumber) > own;
  };
  switch (method) {
    case "eth_blockNumber":
      return at("latest");
    case "eth_getBlockByNumber":
      return params[0] !== "latest" && BigInt(params[0] as string) > own
        ? null
        : node.call(method, [at(params[0]), ...params.slice(1)]);
    case "eth_getTransactionCount":
    case "eth_getBalance":
    case "eth_getCode":
    case "eth_call":
      return node.call(method, [params[0], at(params[1]), ...params.slice(2)]);
    case "eth_getTransactionReceipt":
    case "eth_getTransactionByHash": {
      const answer = await forward();
      return isBeyond(answer) ? null : answer;
    }
    case "eth_getLogs":
      return ((await forward()) as unknown[]).filter((log) => !isBeyond(log));
    case "eth_getBlockReceipts": {
      const answer = (await forward()) as unknown[] | null;
      return answer?.some(isBeyond) ? null : answer;
    }
    default:
      return forward();
  }
}
