import { setImmediate as turn } from "node:timers/promises";
import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { BlockSource } from "./block-source.ts";
import type { BlockHeader, BlockLogs } from "./chain-types.ts";
import { decodeLog, type IndexedEvent } from "./decode-log.ts";

/** A block with what its events tell, in order. */
export interface DecodedBlock {
  header: BlockHeader;
  events: IndexedEvent[];
}

/** Few, so that there is soon something to write. */
const FIRST_RANGE = 2;
const BLOCKS_MAXIMUM = 1_024;
/**
 * Events that are asked for at once; about as many are in one part, as far as blocks allow. A part is written in one transaction: more would
 * hold up everybody else, and leave what reads and folds the next ones waiting for the database.
 */
const PART_EVENTS = 4_000;

/** Logs that are decoded before everybody else in this process has a turn. */
const LOGS_PER_TURN = 50;

/** Blocks of the ledger in parts. While one part is being worked on, the next ones are read already. */
export class BlockFeed {
  readonly #ledger: Ledger;
  readonly #source: BlockSource;
  #range = FIRST_RANGE;
  #tip: BlockHeader | undefined;
  /** First block that was not given away yet. */
  #from = 0n;
  #parts: DecodedBlock[][] = [];
  /** What follows them and was read already, still to be decoded. */
  #undecoded: BlockLogs[][] = [];
  #reading: Promise<void> | undefined;

  constructor(ledger: Ledger, source: BlockSource) {
    this.#ledger = ledger;
    this.#source = source;
  }

  /**
   * The next part: whole blocks, at least one.
   * @param from Number of its first block, `tip.number` at most.
   * @throws RpcError, InconsistentNodeError where they cannot be read.
   */
  async take(from: bigint, tip: BlockHeader): Promise<readonly DecodedBlock[]> {
    if (this.#from !== from || this.#tip?.hash !== tip.hash) this.reset(from, tip);
    while (this.#parts.length === 0) {
      this.#readOn();
      await this.#reading;
    }
    const part = this.#parts.shift() ?? [];
    this.#from = from + BigInt(part.length);
    this.#readOn();
    return part;
  }

  /** The part that will be taken next, if it is there already. */
  peek(): readonly DecodedBlock[] | undefined {
    return this.#parts[0];
  }

  /** Forgets what was read. */
  reset(from = 0n, tip?: BlockHeader): void {
    this.#from = from;
    this.#tip = tip;
    this.#parts = [];
    this.#undecoded = [];
    this.#reading = undefined;
  }

  /** Reads the next part, unless that goes on already, or enough is there. */
  #readOn(): void {
    const [parts, undecoded, tip] = [this.#parts, this.#undecoded, this.#tip];
    if (this.#reading !== undefined || tip === undefined || parts.length > 1) return;
    const from = parts.reduce((next, part) => next + BigInt(part.length), this.#from);
    if (from > tip.number) return;
    const reading = this.#readPart(undecoded, from, tip).then((part) => {
      parts.push(part);
      if (this.#reading !== reading) return;
      this.#reading = undefined;
      this.#readOn();
    });
    this.#reading = reading;
    reading.catch(() => {
      // Whoever waits for it is told; who comes later tries again, from the part that is missing.
      undecoded.length = 0;
      if (this.#reading === reading) this.#reading = undefined;
    });
  }

  /** @param undecoded What begins with block `from`, if it was read before; what is read beyond the part goes there. */
  async #readPart(undecoded: BlockLogs[][], from: bigint, tip: BlockHeader): Promise<DecodedBlock[]> {
    if (undecoded.length === 0) undecoded.push(...cut(await this.#read(from, tip)));
    return this.#decode(undecoded.shift() ?? []);
  }

  async #read(from: bigint, tip: BlockHeader): Promise<BlockLogs[]> {
    if (from === tip.number) return [await this.#source.block(tip)];
    const last = from + BigInt(this.#range) - 1n;
    try {
      const blocks = await this.#source.blocks(from, last < tip.number ? last : tip.number);
      const fitting = Math.floor((blocks.length * PART_EVENTS) / Math.max(eventsOf(blocks), 1));
      this.#range = Math.max(1, Math.min(fitting, this.#range * 4, BLOCKS_MAXIMUM));
      return blocks;
    } catch (error) {
      // Nodes bound what they answer, each in its own way and under any code, even that of a rate: a shorter range is answered.
      if (!(error instanceof RpcError) || this.#range === 1) throw error;
      this.#range = Math.max(this.#range >> 2, 1);
      // Whoever does not answer at all is not asked four times more before that is told.
      if (error.kind === "transport" || error.kind === "timeout") throw error;
      return this.#read(from, tip);
    }
  }

  async #decode(blocks: readonly BlockLogs[]): Promise<DecodedBlock[]> {
    const decoded: DecodedBlock[] = [];
    let logsRead = 0;
    for (const { header, logs } of blocks) {
      const events: IndexedEvent[] = [];
      for (const log of logs) {
        const event = decodeLog(this.#ledger, header, log);
        if (event !== undefined) events.push(event);
        logsRead += 1;
        // Whoever else works in this process has a turn.
        if (logsRead % LOGS_PER_TURN === 0) await turn();
      }
      decoded.push({ header, events });
    }
    return decoded;
  }
}

/**
 * Cuts blocks into parts of much the same number of events, as far as blocks allow: a small rest would take a part of its own almost as
 * long, so it stays with what comes before.
 */
export function cut(blocks: readonly BlockLogs[]): BlockLogs[][] {
  const parts: BlockLogs[][] = [[]];
  /** Events from the last part on, and those of them that are in it. */
  let [left, inPart] = [eventsOf(blocks), 0];
  for (const block of blocks) {
    const size = left / Math.max(1, Math.round(left / PART_EVENTS));
    if (inPart >= size && left - inPart >= PART_EVENTS / 2) {
      parts.push([]);
      [left, inPart] = [left - inPart, 0];
    }
    parts.at(-1)?.push(block);
    inPart += block.logs.length;
  }
  return parts;
}

function eventsOf(blocks: readonly BlockLogs[]): number {
  return blocks.reduce((sum, { logs }) => sum + logs.length, 0);
}
