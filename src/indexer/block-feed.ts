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
/** Events that are asked for at once. */
const READ_EVENTS = 4_000;
/**
 * Events of one part, as far as blocks allow. It is written in one transaction: more would hold up everybody else, and leave what reads and
 * folds the next ones waiting for the database.
 */
const PART_EVENTS = 2_000;

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
    this.#reading = undefined;
  }

  /** Number of the last block read. */
  #readTo(): bigint {
    return this.#parts.reduce((last, part) => last + BigInt(part.length), this.#from - 1n);
  }

  /** Reads the next range, unless that goes on already, or enough is there. */
  #readOn(): void {
    const [parts, tip] = [this.#parts, this.#tip];
    const from = this.#readTo() + 1n;
    if (this.#reading !== undefined || tip === undefined || from > tip.number || parts.length > 2) return;
    const reading = this.#read(from, tip).then(async (blocks) => {
      parts.push(...cut(await this.#decode(blocks)));
      if (this.#reading !== reading) return;
      this.#reading = undefined;
      this.#readOn();
    });
    this.#reading = reading;
    reading.catch(() => {
      // Whoever waits for it is told; who comes later tries again.
      if (this.#reading === reading) this.#reading = undefined;
    });
  }

  async #read(from: bigint, tip: BlockHeader): Promise<BlockLogs[]> {
    if (from === tip.number) return [await this.#source.block(tip)];
    const last = from + BigInt(this.#range) - 1n;
    try {
      const blocks = await this.#source.blocks(from, last < tip.number ? last : tip.number);
      const events = blocks.reduce((sum, { logs }) => sum + logs.length, 0);
      const fitting = Math.floor((blocks.length * READ_EVENTS) / Math.max(events, 1));
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

/** Cuts what was read at once into parts. */
function cut(blocks: readonly DecodedBlock[]): DecodedBlock[][] {
  const parts: DecodedBlock[][] = [];
  let events = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    if (events + block.events.length > PART_EVENTS) {
      parts.push([]);
      events = 0;
    }
    parts.at(-1)?.push(block);
    events += block.events.length;
  }
  return parts;
}
