import type { Rpc } from "../../src/rpc/rpc.ts";
import { RpcError } from "../../src/rpc/rpc-error.ts";
import type { Answer } from "./rpc-proxy.ts";

interface Log {
  data: string;
  topics: string[];
  logIndex: string;
}

interface Receipt {
  logs: Log[];
}

const receiptMethods = ["eth_getBlockReceipts", "eth_getTransactionReceipt"];
const stateMethods = ["eth_call", "eth_getCode", "eth_getBalance", "eth_getTransactionCount", "eth_getStorageAt"];

/** Ways in which a node is wrong, thin, late or pruned, each to be put before a node that is none of it. */
export const lies = {
  /** Changes the receipts of every block; it says nothing but what `change` makes of them. */
  receipts:
    (change: (receipts: Receipt[]) => unknown): Answer =>
    async (method, _params, forward) => {
      const answer = await forward();
      if (method === "eth_getBlockReceipts") return change(structuredClone(answer as Receipt[]));
      return method === "eth_getTransactionReceipt" ? change([structuredClone(answer as Receipt)]) : answer;
    },

  /** Has a block's header, and not its receipts. */
  withoutReceipts: (): Answer => (method, _params, forward) => (receiptMethods.includes(method) ? null : forward()),

  /** Refuses a method with an error of any code. */
  refusing:
    (methods: readonly string[], code: number, message: string): Answer =>
    (method, _params, forward) => {
      if (methods.includes(method)) throw new RpcError("rpc", message, { code });
      return forward();
    },

  /** Keeps the newest state only. */
  pruned:
    (truth: Rpc): Answer =>
    async (method, params, forward) => {
      const at = method === "eth_getStorageAt" ? params[2] : params[1];
      if (!stateMethods.includes(method) || at === "latest" || at === "pending") return forward();
      const newest = (await truth.call("eth_getBlockByNumber", ["latest", false])) as { hash: string; number: string };
      const hash = typeof at === "object" && at !== null && "blockHash" in at ? at.blockHash : undefined;
      if (at === newest.number || hash === newest.hash) return forward();
      throw new RpcError("rpc", "missing trie node (path ) state is not available", { code: -32000 });
    },

  /** Has only the blocks up to one of them. */
  late:
    (truth: Rpc, newest: bigint): Answer =>
    (method, params, forward) => {
      const tag = `0x${newest.toString(16)}`;
      if (method === "eth_blockNumber") return tag;
      return method === "eth_getBlockByNumber" && params[0] === "latest" ? truth.call(method, [tag, false]) : forward();
    },

  /** Serves another chain, whatever it is asked. */
  elsewhere:
    (other: Rpc): Answer =>
    (method, params) =>
      other.call(method, params),

  /** Has had another history since a block: the same numbers, other hashes. */
  otherHistory: (truth: Rpc, after: bigint): Answer => {
    const other = (hash: string) => `0xcd${hash.slice(4)}`;
    const own = new Map<unknown, string>();
    return async (method, params, forward) => {
      if (method === "eth_getBlockReceipts") return truth.call(method, [own.get(params[0]) ?? params[0]]);
      const answer = await forward();
      if (method !== "eth_getBlockByNumber" || answer === null) return answer;
      const block = answer as { number: string; hash: string; parentHash: string };
      if (BigInt(block.number) <= after) return block;
      const isFirst = BigInt(block.number) === after + 1n;
      own.set(other(block.hash), block.hash);
      return { ...block, hash: other(block.hash), parentHash: isFirst ? block.parentHash : other(block.parentHash) };
    };
  },

  /** Its blocks do not follow one another. */
  unlinked: (): Answer => async (method, params, forward) => {
    const answer = await forward();
    const isHeader = method === "eth_getBlockByNumber" && params[0] !== "0x0" && answer !== null;
    return isHeader ? { ...(answer as object), parentHash: `0x${"ab".repeat(32)}` } : answer;
  },

  /** Answers blocks with something that is none. */
  garbled: (): Answer => (method, _params, forward) =>
    method === "eth_getBlockByNumber" ? { number: "seven" } : forward(),
} as const;
