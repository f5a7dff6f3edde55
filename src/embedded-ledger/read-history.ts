import type { Hex } from "../domain/hex.ts";
import type { History } from "./history.ts";
import { type FilteredLog, logMatcher, readFilter } from "./log-filter.ts";
import { presentPending } from "./present-pending.ts";
import { parseRawTransaction } from "./raw-transaction.ts";
import { Refusal } from "./refusal.ts";

/** What is read. */
export interface HistorySource {
  readonly history: Pick<History, "height" | "block" | "receipts" | "numberOf" | "placeOf">;
  /** Number of the newest block. */
  readonly newest: number;
  /** The transactions of a block, as they were signed. */
  rawTransactions(number: number): Promise<readonly Buffer[]>;
  /** Has the engine answer a method. */
  ask(method: string, params: readonly unknown[]): Promise<unknown>;
}

/** What may be answered from the history. */
export const historyMethods: ReadonlySet<string> = new Set([
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getBlockReceipts",
  "eth_getBlockTransactionCountByHash",
  "eth_getBlockTransactionCountByNumber",
  "eth_getLogs",
  "eth_getRawTransactionByHash",
  "eth_getTransactionByBlockHashAndIndex",
  "eth_getTransactionByBlockNumberAndIndex",
  "eth_getTransactionByHash",
  "eth_getTransactionReceipt",
  "eth_newFilter",
]);

/** How far below the newest block the engine puts what it calls so. */
const depths = new Map([
  ["latest", 0],
  ["safe", 32],
  ["finalized", 64],
  ["earliest", Number.POSITIVE_INFINITY],
]);

/** Blocks whose receipts are unpacked side by side. */
const BLOCKS_AT_ONCE = 4;

interface Block {
  readonly number: Hex;
  readonly hash: Hex;
  readonly timestamp: Hex;
  readonly transactions: readonly Hex[];
}

/**
 * Answers what is asked about blocks that are in the history, in the words that the engine had for them.
 * @returns undefined for what the engine is to answer.
 * @throws Refusal for a filter that would have to look back there.
 */
export async function readHistory(source: HistorySource, method: string, params: readonly unknown[]): Promise<unknown> {
  if (!historyMethods.has(method)) return undefined;
  const { history } = source;
  const [first, second] = params;
  switch (method) {
    case "eth_getBlockByNumber":
    case "eth_getBlockByHash":
      return present(source, numberOf(source, first), second === true);
    case "eth_getBlockReceipts":
      return receiptsOf(source, numberOf(source, first));
    case "eth_getBlockTransactionCountByNumber":
    case "eth_getBlockTransactionCountByHash": {
      const block = blockOf(source, numberOf(source, first));
      return block && quantity(block.transactions.length);
    }
    case "eth_getTransactionByBlockNumberAndIndex":
    case "eth_getTransactionByBlockHashAndIndex": {
      const block = blockOf(source, numberOf(source, first));
      return block && ((await transactionsOf(source, block))[Number(second)] ?? null);
    }
    case "eth_getTransactionByHash": {
      const place = history.placeOf(String(first).toLowerCase());
      const block = blockOf(source, place?.number);
      return block && place && (await transactionsOf(source, block))[place.position];
    }
    case "eth_getTransactionReceipt": {
      const place = history.placeOf(String(first).toLowerCase());
      return place && (await receiptsOf(source, place.number))?.[place.position];
    }
    case "eth_getRawTransactionByHash": {
      const place = history.placeOf(String(first).toLowerCase());
      const raw = place && (await source.rawTransactions(place.number))[place.position];
      return raw && `0x${raw.toString("hex")}`;
    }
    case "eth_getLogs":
      return logs(source, first);
    case "eth_newFilter":
      return refuseLookingBack(source, first);
    default:
      return undefined;
  }
}

/** Number of a block that is in the history, by its number, tag or hash. */
function numberOf(source: HistorySource, block: unknown): number | undefined {
  const number = resolve(source, block);
  return number !== undefined && number > 0 && number <= source.history.height ? number : undefined;
}

function resolve(source: HistorySource, block: unknown): number | undefined {
  if (typeof block === "object" && block !== null) {
    const { blockHash, blockNumber } = block as { blockHash?: unknown; blockNumber?: unknown };
    return resolve(source, blockHash ?? blockNumber);
  }
  if (typeof block !== "string") return undefined;
  const depth = depths.get(block);
  if (depth !== undefined) return Math.max(0, source.newest - depth);
  if (!/^0x[0-9a-f]+$/i.test(block)) return undefined;
  return block.length === 66 ? source.history.numberOf(block.toLowerCase()) : Number(block);
}

function blockOf({ history }: HistorySource, number: number | undefined): Block | undefined {
  const stored = number === undefined ? undefined : history.block(number);
  return stored === undefined ? undefined : (JSON.parse(stored) as Block);
}

async function receiptsOf(
  { history }: HistorySource,
  number: number | undefined,
): Promise<{ logs: FilteredLog[] }[] | undefined> {
  const stored = number === undefined ? undefined : await history.receipts(number);
  return stored && (JSON.parse(stored.toString("utf8")) as { logs: FilteredLog[] }[]);
}

/** A block's transactions, whole. */
async function transactionsOf(source: HistorySource, { number, hash, timestamp }: Block): Promise<unknown[]> {
  const raws = await source.rawTransactions(Number(number));
  return raws.map((raw, position) => ({
    ...presentPending(parseRawTransaction(raw)),
    blockHash: hash,
    blockNumber: number,
    blockTimestamp: timestamp,
    transactionIndex: quantity(position),
  }));
}

async function present(source: HistorySource, number: number | undefined, whole: boolean): Promise<unknown> {
  const block = blockOf(source, number);
  return block && whole ? { ...block, transactions: await transactionsOf(source, block) } : block;
}

async function logs(source: HistorySource, asked: unknown): Promise<unknown[] | undefined> {
  const filter = readFilter(asked);
  if (filter === undefined) return undefined;
  const from = resolve(source, filter.blockHash ?? filter.fromBlock ?? "latest");
  const to = resolve(source, filter.blockHash ?? filter.toBlock ?? "latest");
  const { height } = source.history;
  // What is malformed, pending or not here is for the engine to answer, as ever.
  if (from === undefined || to === undefined || from > height || from > to) return undefined;
  const matches = logMatcher(filter);
  const found: unknown[] = [];
  const last = Math.min(to, height);
  for (let number = Math.max(from, 1); number <= last; number += BLOCKS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(BLOCKS_AT_ONCE, last - number + 1) }, (_, i) => number + i);
    const blocks = await Promise.all(numbers.map((each) => receiptsOf(source, each)));
    for (const receipts of blocks) found.push(...(receipts ?? []).flatMap((receipt) => receipt.logs.filter(matches)));
  }
  if (to <= height) return found;
  const rest = { ...filter, fromBlock: quantity(height + 1), toBlock: quantity(to) };
  return [...found, ...((await source.ask("eth_getLogs", [rest])) as unknown[])];
}

function refuseLookingBack(source: HistorySource, asked: unknown): undefined {
  const from = readFilter(asked)?.fromBlock;
  const number = from === undefined ? undefined : resolve(source, from);
  if (number === undefined || number > source.history.height || number >= source.newest) return undefined;
  throw new Refusal(`a filter looks ahead only, and not back to block ${number}: ask with eth_getLogs`);
}

function quantity(value: number): Hex {
  return `0x${value.toString(16)}`;
}
