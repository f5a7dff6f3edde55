import type { Address } from "../domain/hex.ts";
import { leftAfter } from "../domain/permit-move.ts";
import type { IndexedEvent } from "../indexer/decode-log.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type Rpc, RpcError } from "../rpc/rpc.ts";
import { AuditBlocks, type AuditedBlock, between } from "./audit-blocks.ts";
import type { AuditedLine, AuditedRow, AuditedStatement, AuditFoot, AuditHead } from "./audit-file.ts";
import { AuditHolds } from "./audit-holds.ts";
import {
  type AuditFaultName,
  digestOf,
  faultOfAct,
  faultOfGrams,
  isOfItsCase,
  isStated,
  saysItsEnd,
  statementIn,
} from "./audit-rows.ts";
import { AuditWanted } from "./audit-wanted.ts";
import { CliError } from "./cli-error.ts";

export interface AuditFault {
  /** Line of the file, from 1; null for what the file lacks. */
  line: number | null;
  digest: string | null;
  fault: AuditFaultName;
}

export interface AuditResult {
  rows: number;
  blocks: number;
  /** What the file says it is of, and up to which block; null where it does not say. */
  of: AuditHead | null;
  upTo: AuditFoot["upTo"];
  /** How many; the first of them are named. */
  faultCount: number;
  faults: AuditFault[];
}

/** Rows, and blocks, that are looked at together. */
const rowsAtOnce = 2_000;
const blocksAtOnce = 64;
const mostFaults = 100;

/** A row that could be read, with its line. */
interface Placed {
  line: number;
  row: AuditedRow;
}

/** Of what a file is to have all that the chain has: of everything that it says it is of, or of what one organisation stated. */
export interface Complete {
  organisation?: Address | undefined;
}

/**
 * Checks an audit against the chain, by nothing but nodes of the ledger: each statement hashes to its digest, and its event stands
 * in the receipts to which the header of its block commits, at that place and in that transaction. What is left of a permit has to follow from
 * the rows before, and the end of a hold from its statement or its renewal. The file has as many rows as its last line says.
 * @param complete Of what the file is to have all that the chain has, from the days that it says it is of up to the block that it says it was made at.
 * @throws CliError where a file cannot be asked for what it lacks.
 */
export async function checkAudit(
  lines: AsyncIterable<{ line: number; row: AuditedLine | undefined }>,
  { ledger, rpc }: { ledger: Ledger; rpc: Rpc },
  complete?: Complete,
): Promise<AuditResult> {
  const check = new AuditCheck(ledger, new AuditBlocks(ledger, rpc), complete);
  for await (const { line, row } of lines) {
    if (row?.type === "head") await check.begin(line, row);
    else if (row?.type === "foot") check.end(line, row);
    else if (check.take(line, row)) await check.settle();
  }
  await check.finish();
  return check.result;
}

class AuditCheck {
  readonly #ledger: Ledger;
  readonly #blocks: AuditBlocks;
  readonly #complete: Complete | undefined;
  readonly result: AuditResult = { rows: 0, blocks: 0, of: null, upTo: null, faultCount: 0, faults: [] };
  #foot: { line: number; foot: AuditFoot } | undefined;
  #waiting: Placed[] = [];
  /** Blocks of those that wait. */
  #waitingBlocks = 0;
  /** The first row of a block that begins when enough wait. */
  #held: Placed | undefined;
  /** Place of the row before. */
  #last = { block: -1, log: -1, output: -1 };
  /** What a complete file has between its rows; undefined where that is not asked. */
  #wanted: AuditWanted | undefined;
  /** Next block that a complete file has to have everything of. */
  #next = 0n;
  /** The newest block, where one was asked for: no file makes anybody read on beyond it. */
  #tip = 0n;
  /** Ends when all that was settled is judged. */
  #judging: Promise<void> = Promise.resolve();
  /** What is left of permits by now, by their numbers. */
  readonly #left = new Map<number, bigint>();
  readonly #holds = new AuditHolds();

  constructor(ledger: Ledger, blocks: AuditBlocks, complete: Complete | undefined) {
    this.#ledger = ledger;
    this.#blocks = blocks;
    this.#complete = complete;
  }

  #fault(line: number | null, fault: AuditFaultName, digest: string | null = null): void {
    this.result.faultCount += 1;
    if (this.result.faults.length < mostFaults) this.result.faults.push({ line, digest, fault });
  }

  /** Takes the first line. */
  async begin(line: number, head: AuditHead): Promise<void> {
    if (this.result.of !== null || this.result.rows > 0 || this.#foot !== undefined) {
      this.#fault(line, "order");
      return;
    }
    this.result.of = head;
    if (this.#complete === undefined || head.audit === "holds") return;
    this.#wanted = new AuditWanted(head, this.#complete);
    this.#tip = await this.#blocks.tip();
    this.#next = await this.#blocks.firstFrom(this.#wanted.from);
  }

  /** Takes the last line. */
  end(line: number, foot: AuditFoot): void {
    if (this.#foot !== undefined) {
      this.#fault(line, "order");
      return;
    }
    this.#foot = { line, foot };
    this.result.upTo = foot.upTo;
    if (foot.rows !== this.result.rows) this.#fault(line, "cut");
  }

  /** Takes a row; undefined where the line is none. @returns Whether as many wait as are looked at together. */
  take(line: number, row: AuditedRow | undefined): boolean {
    this.result.rows += 1;
    if (this.#foot !== undefined) this.#fault(line, "order", row?.digest);
    if (this.result.rows === 1 && this.result.of === null) this.#fault(line, "cut");
    if (row === undefined) {
      this.#fault(line, "unreadable");
      return false;
    }
    const { blockNumber: block, logIndex: log } = row;
    // A consignment's hold has a row for each lot, in its order.
    const output = row.type === "statement" && row.lot !== undefined ? row.lots.indexOf(row.lot) : 0;
    const last = this.#last;
    const isBehind =
      block > last.block || (block === last.block && (log > last.log || (log === last.log && output > last.output)));
    if (!isBehind) {
      this.#fault(line, "order", row.digest);
      return false;
    }
    if (row.type === "statement" && row.case !== undefined) this.#wanted?.know(row.case);
    if (!this.#follows(row)) this.#fault(line, "sum", row.digest);
    // A block is looked at once: where one ends and enough wait, they are settled before the next begins.
    const isNext = block > this.#last.block;
    const isFull = isNext && (this.#waiting.length >= rowsAtOnce || this.#waitingBlocks >= blocksAtOnce);
    this.#last = { block, log, output };
    if (isFull) this.#held = { line, row };
    else {
      this.#waiting.push({ line, row });
      if (isNext) this.#waitingBlocks += 1;
    }
    return isFull;
  }

  /** Whether what is left of a permit follows from the rows before it; of one that no row was about, it is taken as it is. */
  #follows(row: AuditedRow): boolean {
    if (row.type === "statement" && row.move === "granted" && row.number != null) {
      this.#left.set(row.number, BigInt(row.leftGrams ?? 0));
    }
    if (row.type !== "grams") return true;
    const before = this.#left.get(row.number);
    const left = BigInt(row.leftGrams);
    this.#left.set(row.number, left);
    return before === undefined || leftAfter(before, row.move, BigInt(row.grams)) === left;
  }

  /** Has what waits judged. Its blocks are asked for at once; it returns when all that came before is judged. */
  async settle(): Promise<void> {
    const before = this.#judging;
    this.#judging = this.#settle(before);
    // Whoever comes next is told.
    this.#judging.catch(() => {});
    await before;
  }

  async #settle(before: Promise<void>): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = this.#held === undefined ? [] : [this.#held];
    this.#waitingBlocks = this.#waiting.length;
    this.#held = undefined;
    const rows = Map.groupBy(waiting, ({ row }) => BigInt(row.blockNumber));
    const numbers = [...rows.keys()];
    const last = numbers.at(-1);
    if (last === undefined) return before;
    const blocks = this.#blocks.of(this.#wanted === undefined ? numbers : this.#withThoseBetween(numbers));
    await before;
    for await (const block of blocks) {
      this.#judge(rows.get(block.number) ?? [], block);
    }
    await this.#judgeRenewals(waiting);
  }

  /** Blocks of rows, and those between that a complete file is asked about, in order. Rows may stand outside of what the file says it is of. */
  *#withThoseBetween(numbers: readonly bigint[]): Generator<bigint> {
    const last = numbers.findLast((number) => number <= this.#tip) ?? -1n;
    const first = this.#next;
    if (last >= first) this.#next = last + 1n;
    yield* numbers.filter((number) => number < first);
    yield* between(first, last);
    yield* numbers.filter((number) => number > this.#tip);
  }

  /** Judges what waits, and the file as a whole. */
  async finish(): Promise<void> {
    await this.settle();
    await this.#judging;
    if (this.#foot === undefined) this.#fault(null, "cut");
    else await this.#judgeFoot(this.#foot);
    this.result.blocks = this.#blocks.read;
  }

  async #judgeFoot({ line, foot: { upTo } }: { line: number; foot: AuditFoot }): Promise<void> {
    if (upTo !== null) {
      const header = await this.#blocks.header(BigInt(upTo.blockNumber));
      const isThere = header?.hash === upTo.blockHash && Number(header.timestamp) === upTo.timestamp;
      if (!isThere) return this.#fault(line, "elsewhere", upTo.blockHash);
    }
    const { of } = this.result;
    if (this.#complete === undefined || of === null) return;
    if (upTo === null) {
      throw new CliError("usage", {
        en: "The file was made while the service was catching up, and does not say up to which block. Export it again.",
        zh: "该文件在服务追赶账本期间生成，未注明截至哪个区块。请重新导出。",
      });
    }
    const to = BigInt(upTo.blockNumber);
    if (of.audit === "holds") {
      for await (const block of this.#blocks.of(between(this.#blocks.first, to))) {
        this.#requireKnown(block);
        this.#holds.follow(block.events);
      }
      for (const found of this.#holds.faults(of)) this.#fault(found.line, found.fault, found.digest);
      return;
    }
    for await (const block of this.#blocks.of(between(this.#next, to))) {
      if (Number(block.header?.timestamp) > (this.#wanted?.to ?? 0)) break;
      this.#judge([], block);
    }
  }

  /** Of a block that the node does not give, nobody knows what a file lacks. */
  #requireKnown({ number, isKnown }: AuditedBlock): void {
    if (!isKnown) throw new RpcError("malformed", `The node does not have block ${number} with its receipts.`);
  }

  #judge(rows: readonly Placed[], block: AuditedBlock): void {
    const { events } = block;
    if (this.#wanted !== undefined && block.number <= this.#tip) this.#requireKnown(block);
    const byPlace = new Map(events.map((event) => [event.logIndex, event]));
    const untold = new Map(byPlace);
    for (const { line, row } of rows) {
      const event = byPlace.get(row.logIndex);
      const fault = this.#faultOf(row, event, events);
      // What was altered is no row of the event at its place: that one may be missing.
      if (fault !== "altered") untold.delete(row.logIndex);
      if (fault !== undefined) this.#fault(line, fault, row.digest);
      else if (row.type === "statement") this.#holds.take(line, row);
    }
    for (const event of this.#wanted?.missing(events, untold) ?? []) this.#fault(null, "missing", digestOf(event));
  }

  #faultOf(
    row: AuditedRow,
    event: IndexedEvent | undefined,
    block: readonly IndexedEvent[],
  ): AuditFaultName | undefined {
    if (row.type === "act") return faultOfAct(row, event);
    if (row.type === "grams") return faultOfGrams(row, event);
    const statement = statementIn(this.#ledger, row);
    if (statement === undefined || !isOfItsCase(row)) return "altered";
    return isStated(row, statement, event, block) ? undefined : "elsewhere";
  }

  /** Judges when holds end: a renewal stands in a block of its own. */
  async #judgeRenewals(placed: readonly Placed[]): Promise<void> {
    const isOfHolds = this.result.of?.audit === "holds";
    const holds = placed.flatMap(({ line, row }) =>
      row.type === "statement" && (row.until !== undefined || isOfHolds) ? [{ line, row }] : [],
    );
    const renewals = holds.flatMap(({ line, row }) => (row.renewal ? [{ line, row: row.renewal }] : []));
    const byBlock = Map.groupBy(renewals, ({ row }) => BigInt(row.blockNumber));
    const stated = new Set<AuditedStatement>();
    for await (const { number, events } of this.#blocks.of(byBlock.keys())) {
      for (const { line, row } of byBlock.get(number) ?? []) {
        const event = events.find(({ logIndex }) => logIndex === row.logIndex);
        const statement = statementIn(this.#ledger, row);
        if (statement === undefined) this.#fault(line, "altered", row.digest);
        else if (!isStated(row, statement, event, events)) this.#fault(line, "elsewhere", row.digest);
        else stated.add(row);
      }
    }
    for (const { line, row } of holds) {
      if (row.renewal && !stated.has(row.renewal)) continue;
      if (!saysItsEnd(this.#ledger, row)) this.#fault(line, "end", row.digest);
    }
  }
}
