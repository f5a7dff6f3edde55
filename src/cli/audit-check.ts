import type { Address } from "../domain/hex.ts";
import { leftAfter } from "../domain/permit-move.ts";
import { BlockSource, InconsistentNodeError } from "../indexer/block-source.ts";
import type { BlockHeader, BlockLogs } from "../indexer/chain-types.ts";
import { decodeLog, type IndexedEvent } from "../indexer/decode-log.ts";
import { logQuery } from "../indexer/log-query.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Rpc } from "../rpc/rpc.ts";
import type { CaseSort, CaseStep } from "../statements/cases.ts";
import { recordedStatementSchema } from "../statements/statement.ts";
import type { AuditedRow } from "./audit-file.ts";
import {
  type AuditFaultName,
  digestOf,
  faultOfAct,
  faultOfGrams,
  isAt,
  isNumbered,
  isOfItsCase,
  movesGrams,
  partOf,
  sortOf,
  tellsOfAct,
} from "./audit-rows.ts";

/** Steps that may be of a hold that is no challenge. */
const ofAnyHold: readonly CaseStep[] = ["challenge-renewed", "challenge-released", "challenge-seized"];

export interface AuditFault {
  /** Line of the file, from 1; null for what the file lacks. */
  line: number | null;
  digest: string | null;
  fault: AuditFaultName;
}

export interface AuditResult {
  rows: number;
  blocks: number;
  /** How many; the first of them are named. */
  faultCount: number;
  faults: AuditFault[];
}

/** Rows, and blocks, that are looked at together. */
const rowsAtOnce = 2_000;
const blocksAtOnce = 32;
const mostFaults = 100;

/** A row that could be read, with its line. */
interface Placed {
  line: number;
  row: AuditedRow;
}

/** Of what a file is to have everything between its first row and its last: of what an organisation stated, or of the file's own sort. */
export type Complete = { organisation: Address } | "sort";

/**
 * Checks rows of an audit against the chain, by nothing but nodes of the ledger: each statement hashes to its digest, and its event stands
 * in the receipts to which the header of its block commits, at that place and in that transaction.
 * What is left of a permit has to follow from the rows before.
 * @param complete Of what the file is to have everything between its first and its last row.
 */
export async function checkAudit(
  lines: AsyncIterable<{ line: number; row: AuditedRow | undefined }>,
  { ledger, rpc }: { ledger: Ledger; rpc: Rpc },
  complete?: Complete,
): Promise<AuditResult> {
  const check = new AuditCheck(ledger, new BlockSource(rpc, logQuery(ledger)), complete);
  for await (const { line, row } of lines) {
    if (row === undefined) check.fault({ line, digest: null, fault: "unreadable" });
    else if (check.take({ line, row })) await check.settle();
  }
  await check.settle();
  return check.result;
}

class AuditCheck {
  readonly #ledger: Ledger;
  readonly #source: BlockSource;
  readonly #complete: Complete | undefined;
  readonly result: AuditResult = { rows: 0, blocks: 0, faultCount: 0, faults: [] };
  #waiting: Placed[] = [];
  #blocks = new Set<bigint>();
  /** Place of the row before. */
  #last: { block: number; log: number } = { block: -1, log: -1 };
  /** Next block that a complete file has to have everything of; undefined before the first row. */
  #next: bigint | undefined;
  /** Sort of the file's rows, by the first. */
  #sort: CaseSort | "acts" | undefined;
  /** Cases that rows were about so far. */
  readonly #cases = new Set<string>();
  /** What is left of permits by now, by their numbers. */
  readonly #left = new Map<number, bigint>();

  constructor(ledger: Ledger, source: BlockSource, complete: Complete | undefined) {
    this.#ledger = ledger;
    this.#source = source;
    this.#complete = complete;
  }

  fault(fault: AuditFault): void {
    this.result.faultCount += 1;
    if (this.result.faults.length < mostFaults) this.result.faults.push(fault);
  }

  /** @returns Whether as many wait as are looked at together. */
  take(placed: Placed): boolean {
    const { line, row } = placed;
    this.result.rows += 1;
    const { blockNumber: block, logIndex: log } = row;
    const isBehind = block > this.#last.block || (block === this.#last.block && log > this.#last.log);
    if (!isBehind) {
      this.fault({ line, digest: row.digest, fault: "order" });
      return false;
    }
    this.#sort ??= sortOf(row);
    if (!this.#follows(row)) this.fault({ line, digest: row.digest, fault: "sum" });
    // A block is looked at once: where one ends and enough wait, they are settled before the next begins.
    const isFull =
      block > this.#last.block && (this.#waiting.length >= rowsAtOnce || this.#blocks.size >= blocksAtOnce);
    this.#last = { block, log };
    if (isFull) this.#held = placed;
    else this.#add(placed);
    return isFull;
  }

  #held: Placed | undefined;

  /** Whether what is left of a permit follows from the rows before it; of one that no row was about, it is taken as it is. */
  #follows(row: AuditedRow): boolean {
    if (row.type === "statement" && row.case !== undefined) this.#cases.add(row.case);
    if (row.type === "statement" && row.move === "granted" && row.number != null) {
      this.#left.set(row.number, BigInt(row.leftGrams ?? 0));
    }
    if (row.type !== "grams") return true;
    const before = this.#left.get(row.number);
    const left = BigInt(row.leftGrams);
    this.#left.set(row.number, left);
    return before === undefined || leftAfter(before, row.move, BigInt(row.grams)) === left;
  }

  #add(placed: Placed): void {
    this.#waiting.push(placed);
    this.#blocks.add(BigInt(placed.row.blockNumber));
  }

  /** Judges what waits. */
  async settle(): Promise<void> {
    const rows = Map.groupBy(this.#waiting, ({ row }) => BigInt(row.blockNumber));
    const numbers = [...this.#blocks];
    this.#waiting = [];
    this.#blocks = new Set();
    if (this.#held !== undefined) {
      this.#add(this.#held);
      this.#held = undefined;
    }
    const last = numbers.at(-1);
    if (last === undefined) return;
    const first = this.#next ?? (numbers[0] as bigint);
    const wanted = this.#complete === undefined ? numbers : between(first, last);
    this.#next = last + 1n;
    for (let at = 0; at < wanted.length; at += blocksAtOnce) {
      const some = wanted.slice(at, at + blocksAtOnce);
      const headers = await this.#source.headers(some);
      await Promise.all(
        some.map(async (number, index) => this.#judge(rows.get(number) ?? [], await this.#block(headers[index]))),
      );
    }
    this.result.blocks += wanted.length;
  }

  async #block(header: BlockHeader | undefined): Promise<BlockLogs | undefined> {
    try {
      return header === undefined ? undefined : await this.#source.block(header);
    } catch (error) {
      if (error instanceof InconsistentNodeError) return undefined;
      throw error;
    }
  }

  #judge(rows: readonly Placed[], block: BlockLogs | undefined): void {
    const events = (block?.logs ?? []).flatMap((log) => (block && decodeLog(this.#ledger, block.header, log)) ?? []);
    const byPlace = new Map(events.map((event) => [event.logIndex, event]));
    for (const { line, row } of rows) {
      const event = byPlace.get(row.logIndex);
      const fault = this.#faultOf(row, event, events);
      // What was altered is no row of the event at its place: that one may be missing.
      if (fault !== "altered") byPlace.delete(row.logIndex);
      if (fault !== undefined) this.fault({ line, digest: row.digest, fault });
    }
    for (const event of this.#complete === undefined ? [] : byPlace.values()) {
      if (this.#isWanted(event)) this.fault({ line: null, digest: digestOf(event), fault: "missing" });
    }
  }

  #faultOf(
    row: AuditedRow,
    event: IndexedEvent | undefined,
    block: readonly IndexedEvent[],
  ): AuditFaultName | undefined {
    if (row.type === "act") return faultOfAct(row, event);
    if (row.type === "grams") return faultOfGrams(row, event);
    const { digest, kind, message, signature, countersignature } = row;
    const parsed = recordedStatementSchema.safeParse({
      kind,
      message,
      signature,
      ...(countersignature === null ? {} : { countersignature }),
    });
    const isItself =
      parsed.success &&
      this.#ledger.digest(parsed.data) === digest &&
      parsed.data.message.organisation === row.organisation &&
      isOfItsCase(row);
    if (!isItself) return "altered";
    const isThere =
      event?.type === "statement" &&
      event.digest === digest &&
      event.statement.signature === parsed.data.signature &&
      isAt(row, event) &&
      event.lots.join() === row.lots.join() &&
      (row.move !== "granted" || isNumbered(row, block));
    return isThere ? undefined : "elsewhere";
  }

  /** Whether a complete file has an event. */
  #isWanted(event: IndexedEvent): boolean {
    if (this.#complete === undefined) return false;
    if (this.#complete !== "sort") {
      return event.type === "statement" && event.statement.message.organisation === this.#complete.organisation;
    }
    if (event.type === "governance") {
      return this.#sort === "permits" ? movesGrams(event) : this.#sort === "acts" && tellsOfAct(event);
    }
    const part = partOf(event);
    if (part === undefined || part.of !== this.#sort) return false;
    // A hold that is renewed or released, or that goods are seized under, may be no challenge: only of one that rows are about is that known.
    return !ofAnyHold.includes(part.step) || this.#cases.has(part.id);
  }
}

function between(first: bigint, last: bigint): bigint[] {
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index));
}
