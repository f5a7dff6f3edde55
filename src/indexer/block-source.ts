import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import { NodeFaultError, type Recheckable } from "../rpc/node-fault.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { BlockHeader, BlockLogs, ChainLog } from "./chain-types.ts";
import type { LogQuery } from "./log-query.ts";
import { type CommittedReceipt, receiptsRoot } from "./receipts-root.ts";

const hex = z.string().regex(/^0x[0-9a-f]*$/);
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(BigInt);
const headerSchema = z
  .object({
    number: quantity,
    hash: hex,
    parentHash: hex,
    timestamp: quantity,
    logsBloom: hex,
    receiptsRoot: hex,
    transactions: z.array(hex),
  })
  .nullable();
const logSchema = z.object({
  address: z.string(),
  topics: z.array(hex),
  // Long, and looked at digit by digit when it is decoded.
  data: z.string().startsWith("0x"),
});
const receiptSchema = z.object({
  type: quantity.default(0n),
  status: quantity,
  cumulativeGasUsed: quantity,
  logsBloom: hex,
  transactionHash: hex,
  logs: z.array(logSchema),
});
type Receipt = z.infer<typeof receiptSchema> & CommittedReceipt;

/** JSON-RPC 2.0's code for a method that the node does not have. */
const methodNotFound = -32601;

/** The node's answers do not fit together (yet): asked again later, they will. */
export class InconsistentNodeError extends Error {
  override name = "InconsistentNodeError";
}

/**
 * Reads blocks with their logs, and believes nothing that the blocks' headers contradict: the logs are those of the receipts
 * whose root the header has, so that none can be left out, added or altered, and their numbers are counted here.
 */
export class BlockSource {
  readonly #rpc: Recheckable;
  readonly #query: LogQuery;
  /** Whether the node answers for all receipts of a block at once; if not, it is asked for each. */
  #readsWholeBlocks = true;

  constructor(rpc: Recheckable, query: LogQuery) {
    this.#rpc = rpc;
    this.#query = query;
  }

  /** Header of the newest block. */
  async tip(): Promise<BlockHeader> {
    const header = readHeader(await this.#rpc.call("eth_getBlockByNumber", ["latest", false]));
    if (header === undefined) throw new InconsistentNodeError("The node knows no newest block.");
    return header;
  }

  /** Number of the newest block that the node calls final; undefined if it knows none, as not every kind of node does. */
  async finalized(): Promise<bigint | undefined> {
    try {
      return readHeader(await this.#rpc.call("eth_getBlockByNumber", ["finalized", false]))?.number;
    } catch (error) {
      if (error instanceof RpcError && error.kind === "rpc") return undefined;
      throw error;
    }
  }

  /** Headers of some blocks; undefined for those that the node does not know. */
  async headers(numbers: readonly bigint[]): Promise<(BlockHeader | undefined)[]> {
    const calls = numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [toQuantity(number), false] }));
    return (await this.#rpc.batch(calls)).map(readHeader);
  }

  /**
   * Makes sure that the node serves the chain that is meant.
   * @throws NodeFaultError
   */
  async requireGenesis(hash: Hex): Promise<void> {
    const [first] = await this.headers([0n]);
    if (first === undefined || first.hash === hash) return;
    throw new NodeFaultError(
      "another-chain",
      `It serves another chain: its first block is ${first.hash}, and the contracts are on the one with ${hash}.`,
    );
  }

  /**
   * Blocks of a range (inclusive), linked by their parents' hashes.
   * @throws InconsistentNodeError if the chain changes while it is read, or the node lags behind itself; NodeFaultError if the node
   * cannot be believed.
   */
  async blocks(from: bigint, to: bigint): Promise<BlockLogs[]> {
    const numbers = Array.from({ length: Number(to - from) + 1 }, (_, i) => from + BigInt(i));
    return this.#withLogs(linked(numbers, await this.headers(numbers)));
  }

  /** The same for one block whose header is known. */
  async block(header: BlockHeader): Promise<BlockLogs> {
    const [block] = await this.#withLogs([header]);
    return block as BlockLogs;
  }

  async #withLogs(headers: readonly BlockHeader[]): Promise<BlockLogs[]> {
    const wanted = headers.filter(({ logsBloom }) => this.#query.bloom.mayMatch(logsBloom));
    const answers = await this.#receiptsOf(wanted);
    const logs = new Map<Hex, ChainLog[]>();
    for (const [index, header] of wanted.entries()) {
      logs.set(header.hash, this.#logsIn(header, readReceipts(header, answers[index])));
      // Whoever else works in this process has a turn: a block may hold hundreds of receipts.
      await turn();
    }
    return headers.map((header) => ({ header, logs: logs.get(header.hash) ?? [] }));
  }

  /** What the node says of each block's receipts; null where it has none. */
  async #receiptsOf(headers: readonly BlockHeader[]): Promise<unknown[]> {
    if (!this.#readsWholeBlocks) return this.#receiptsOfTransactions(headers);
    const calls = headers.map(({ hash }) => ({ method: "eth_getBlockReceipts", params: [hash] }));
    try {
      return await this.#rpc.batch(calls);
    } catch (error) {
      if (!(error instanceof RpcError) || error.code !== methodNotFound) throw error;
      this.#readsWholeBlocks = false;
      return this.#receiptsOfTransactions(headers);
    }
  }

  async #receiptsOfTransactions(headers: readonly BlockHeader[]): Promise<unknown[]> {
    const hashes = headers.flatMap(({ transactions }) => transactions);
    const answers = await this.#rpc.batch(
      hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] })),
    );
    return headers.map((header) => {
      const own = answers.splice(0, header.transactions.length);
      return own.includes(null) ? null : own;
    });
  }

  #logsIn(header: BlockHeader, receipts: readonly Receipt[]): ChainLog[] {
    if (receiptsRoot(receipts) !== header.receiptsRoot) {
      throw new NodeFaultError(
        "contradiction",
        `The receipts that it gives of block ${header.number} are not those that the block's header commits to: it leaves logs out, or alters them.`,
        header.number,
      );
    }
    const { addresses, topics } = this.#query;
    const wanted: ChainLog[] = [];
    let logIndex = 0;
    for (const { transactionHash, logs } of receipts) {
      for (const log of logs) {
        if (addresses.has(log.address.toLowerCase()) && topics.has(log.topics[0] ?? "")) {
          wanted.push({ ...log, transactionHash, blockHash: header.hash, logIndex });
        }
        logIndex += 1;
      }
    }
    return wanted;
  }
}

function readHeader(answer: unknown): BlockHeader | undefined {
  const parsed = headerSchema.safeParse(answer);
  if (!parsed.success) throw new RpcError("malformed", "The node answered something that is no block.");
  return parsed.data ?? undefined;
}

function readReceipts({ number, hash }: BlockHeader, answer: unknown): Receipt[] {
  // A node that lags behind its own newest block has its header before its receipts.
  if (answer === null) throw new InconsistentNodeError(`The node has no receipts of block ${number} (${hash}).`);
  const parsed = z.array(receiptSchema).safeParse(answer);
  if (!parsed.success) throw new RpcError("malformed", `The node answered something that is no receipts of ${hash}.`);
  return parsed.data;
}

function linked(numbers: readonly bigint[], headers: (BlockHeader | undefined)[]): BlockHeader[] {
  return numbers.map((number, i) => {
    const header = headers[i];
    if (header?.number !== number) throw new InconsistentNodeError(`The node does not know block ${number}.`);
    const parent = headers[i - 1];
    if (parent !== undefined && header.parentHash !== parent.hash) {
      throw new InconsistentNodeError(`Block ${number} does not follow the block before it.`);
    }
    return header;
  });
}

function toQuantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
