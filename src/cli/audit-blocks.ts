import { BlockSource, InconsistentNodeError } from "../indexer/block-source.ts";
import type { BlockHeader } from "../indexer/chain-types.ts";
import { decodeLog, type IndexedEvent } from "../indexer/decode-log.ts";
import { logQuery } from "../indexer/log-query.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Rpc } from "../rpc/rpc.ts";

/** Blocks that are asked for together. */
const atOnce = 32;

/** What a block says, or that the node does not have it as its header commits to it. */
export interface AuditedBlock {
  number: bigint;
  /** Undefined where the node does not have the block. */
  header: BlockHeader | undefined;
  /** Whether the node has it, with receipts to which its header commits. */
  isKnown: boolean;
  events: readonly IndexedEvent[];
}

/** Blocks of the chain by nothing but nodes: the receipts of each are those that its header commits to. */
export class AuditBlocks {
  readonly #ledger: Ledger;
  readonly #source: BlockSource;
  /** How many were read. */
  read = 0;

  constructor(ledger: Ledger, rpc: Rpc) {
    this.#ledger = ledger;
    this.#source = new BlockSource(rpc, logQuery(ledger));
  }

  /**
   * Blocks with their events, in the order in which they are named. The first are asked for at once, and the next while those before them are
   * looked at: so nodes and whoever looks wait for each other as little as may be.
   */
  of(numbers: Iterable<bigint>): AsyncGenerator<AuditedBlock> {
    const wanted = numbers[Symbol.iterator]();
    return this.#inOrder(wanted, this.#begin(wanted));
  }

  async *#inOrder(wanted: Iterator<bigint>, first: Promise<AuditedBlock[]>): AsyncGenerator<AuditedBlock> {
    for (let blocks = await first; blocks.length > 0; ) {
      const coming = this.#begin(wanted);
      this.read += blocks.length;
      yield* blocks;
      blocks = await coming;
    }
  }

  #begin(wanted: Iterator<bigint>): Promise<AuditedBlock[]> {
    const coming = this.#readAll(taken(wanted));
    // Where nobody comes to look at them, nobody asks what went wrong.
    coming.catch(() => {});
    return coming;
  }

  async #readAll(some: readonly bigint[]): Promise<AuditedBlock[]> {
    if (some.length === 0) return [];
    const headers = await this.#source.headers(some);
    return Promise.all(
      some.map(async (number, index): Promise<AuditedBlock> => {
        const header = headers[index];
        const events = header && (await this.#eventsOf(header));
        return { number, header, isKnown: events !== undefined, events: events ?? [] };
      }),
    );
  }

  /** The header of a block; undefined where the node does not have it. */
  async header(number: bigint): Promise<BlockHeader | undefined> {
    return (await this.#source.headers([number]))[0];
  }

  /** Number of the newest block. */
  async tip(): Promise<bigint> {
    return (await this.#source.tip()).number;
  }

  /** The first block of a time or after it, of those that can have events of the contracts. @param time Unix seconds. */
  async firstFrom(time: number): Promise<bigint> {
    let [low, high] = [this.first, (await this.tip()) + 1n];
    while (low < high) {
      const middle = (low + high) / 2n;
      const header = await this.header(middle);
      if (header !== undefined && header.timestamp >= BigInt(time)) high = middle;
      else low = middle + 1n;
    }
    return low;
  }

  /** The first block that can have events of the contracts. */
  get first(): bigint {
    return BigInt(this.#ledger.manifest.blockNumber);
  }

  async #eventsOf(header: BlockHeader): Promise<IndexedEvent[] | undefined> {
    try {
      const { logs } = await this.#source.block(header);
      return logs.flatMap((log) => decodeLog(this.#ledger, header, log) ?? []);
    } catch (error) {
      // What the node contradicts itself about stands nowhere.
      if (error instanceof InconsistentNodeError) return undefined;
      throw error;
    }
  }
}

function taken(numbers: Iterator<bigint>): bigint[] {
  const some: bigint[] = [];
  while (some.length < atOnce) {
    const { value, done } = numbers.next();
    if (done) break;
    some.push(value);
  }
  return some;
}

/** Numbers of blocks, both ends inclusive. */
export function* between(first: bigint, last: bigint): Generator<bigint> {
  for (let number = first; number <= last; number += 1n) yield number;
}
