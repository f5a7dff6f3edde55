import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { Rpc } from "../rpc/rpc.ts";
import type { BlockHeader, BlockLogs, ChainLog } from "./chain-types.ts";
import type { LogQuery } from "./log-query.ts";

const hex = z.string().regex(/^0x[0-9a-f]*$/);
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(BigInt);
const headerSchema = z
  .object({ number: quantity, hash: hex, parentHash: hex, timestamp: quantity, logsBloom: hex })
  .nullable();
const logSchema = z.object({
  address: z.string(),
  topics: z.array(hex),
  // Long, and looked at digit by digit when it is decoded.
  data: z.string().startsWith("0x"),
  blockHash: hex,
  logIndex: quantity.transform(Number),
  transactionHash: hex,
});
const logsSchema = z.array(logSchema);
const receiptsSchema = z.array(z.object({ logs: logsSchema })).nullable();

/** The node's answers do not fit together (yet): asked again later, they will. */
export class InconsistentNodeError extends Error {
  override name = "InconsistentNodeError";
}

/** Reads blocks with their logs, and believes nothing that the blocks' headers contradict. */
export class BlockSource {
  readonly #rpc: Rpc;
  readonly #query: LogQuery;

  constructor(rpc: Rpc, query: LogQuery) {
    this.#rpc = rpc;
    this.#query = query;
  }

  /** Header of the newest block. */
  async tip(): Promise<BlockHeader> {
    const header = headerSchema.parse(await this.#rpc.call("eth_getBlockByNumber", ["latest", false]));
    if (header === null) throw new InconsistentNodeError("The node knows no newest block.");
    return header;
  }

  /** Headers of some blocks; undefined for those that the node does not know. */
  async headers(numbers: readonly bigint[]): Promise<(BlockHeader | undefined)[]> {
    const calls = numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [toQuantity(number), false] }));
    return (await this.#rpc.batch(calls)).map((answer) => headerSchema.parse(answer) ?? undefined);
  }

  /**
   * Blocks of a range (inclusive), linked by their parents' hashes.
   * @throws InconsistentNodeError if the chain changes while it is read, or the node lags behind itself.
   */
  async blocks(from: bigint, to: bigint): Promise<BlockLogs[]> {
    const numbers = Array.from({ length: Number(to - from) + 1 }, (_, i) => from + BigInt(i));
    const headers = linked(numbers, await this.headers(numbers));
    const logs = headers.length === 1 ? await this.#logsOf(headers) : await this.#logsOfRange(from, to);
    return this.#assemble(headers, logs);
  }

  /** The same for one block whose header is known. */
  async block(header: BlockHeader): Promise<BlockLogs> {
    const [block] = await this.#assemble([header], await this.#logsOf([header]));
    return block as BlockLogs;
  }

  async #logsOf(headers: BlockHeader[]): Promise<ChainLog[]> {
    const wanted = headers.filter(({ logsBloom }) => this.#query.bloom.mayMatch(logsBloom));
    const calls = wanted.map(({ hash }) => ({
      method: "eth_getLogs",
      params: [{ ...this.#filter(), blockHash: hash }],
    }));
    return (await this.#rpc.batch(calls)).flatMap((answer) => logsSchema.parse(answer));
  }

  async #logsOfRange(from: bigint, to: bigint): Promise<ChainLog[]> {
    const filter = { ...this.#filter(), fromBlock: toQuantity(from), toBlock: toQuantity(to) };
    return logsSchema.parse(await this.#rpc.call("eth_getLogs", [filter]));
  }

  #filter(): { address: Hex[]; topics: Hex[][] } {
    return { address: this.#query.addresses, topics: [this.#query.topics] };
  }

  async #assemble(headers: BlockHeader[], logs: ChainLog[]): Promise<BlockLogs[]> {
    const blocks = new Map<Hex, BlockLogs>(headers.map((header) => [header.hash, { header, logs: [] }]));
    for (const log of logs) {
      const block = blocks.get(log.blockHash);
      if (block === undefined)
        throw new InconsistentNodeError(`A log is of block ${log.blockHash}, not of the chain read.`);
      block.logs.push(log);
    }
    for (const block of blocks.values()) {
      // A node that lags behind its own newest block answers "no logs" before it knows them.
      if (block.logs.length === 0 && this.#query.bloom.mayMatch(block.header.logsBloom)) {
        block.logs = await this.#logsFromReceipts(block.header);
      }
      block.logs.sort((a, b) => a.logIndex - b.logIndex);
    }
    return [...blocks.values()];
  }

  async #logsFromReceipts({ hash }: BlockHeader): Promise<ChainLog[]> {
    const receipts = receiptsSchema.parse(await this.#rpc.call("eth_getBlockReceipts", [hash]));
    if (receipts === null) throw new InconsistentNodeError(`The node has no receipts of block ${hash}.`);
    const { addresses, topics } = this.#query;
    return receipts
      .flatMap(({ logs }) => logs)
      .filter((log) => addresses.includes(log.address.toLowerCase()) && topics.includes(log.topics[0] ?? ""));
  }
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
