import type { Address } from "../domain/hex.ts";
import { BlockSource, InconsistentNodeError } from "../indexer/block-source.ts";
import type { BlockHeader, BlockLogs } from "../indexer/chain-types.ts";
import { decodeLog } from "../indexer/decode-log.ts";
import { logQuery } from "../indexer/log-query.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { recordedStatementSchema } from "../statements/statement.ts";
import type { AuditedRow } from "./audit-file.ts";

/** What is wrong with a row, or with the file. */
export type AuditFaultName = "unreadable" | "altered" | "elsewhere" | "order" | "missing";

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

/**
 * Checks rows of an audit against the chain, by nothing but nodes of the ledger: each statement hashes to its digest, and its event stands
 * in the receipts to which the header of its block commits, at that place and in that transaction.
 * @param complete Organisation of which the file is to have everything between its first and its last row.
 */
export async function checkAudit(
  lines: AsyncIterable<{ line: number; row: AuditedRow | undefined }>,
  { ledger, rpc }: { ledger: Ledger; rpc: Rpc },
  complete?: Address,
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
  readonly #complete: Address | undefined;
  readonly result: AuditResult = { rows: 0, blocks: 0, faultCount: 0, faults: [] };
  #waiting: Placed[] = [];
  #blocks = new Set<bigint>();
  /** Place of the row before. */
  #last: { block: number; log: number } = { block: -1, log: -1 };
  /** Next block that a complete file has to have everything of; undefined before the first row. */
  #next: bigint | undefined;

  constructor(ledger: Ledger, source: BlockSource, complete: Address | undefined) {
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
    // A block is looked at once: where one ends and enough wait, they are settled before the next begins.
    const isFull =
      block > this.#last.block && (this.#waiting.length >= rowsAtOnce || this.#blocks.size >= blocksAtOnce);
    this.#last = { block, log };
    if (isFull) this.#held = placed;
    else this.#add(placed);
    return isFull;
  }

  #held: Placed | undefined;

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
    const ledger = this.#ledger;
    const stated = (block?.logs ?? []).flatMap((log) => {
      const event = block && decodeLog(ledger, block.header, log);
      return event?.type === "statement" ? [event] : [];
    });
    const byPlace = new Map(stated.map((event) => [event.logIndex, event]));
    for (const { line, row } of rows) {
      const { digest, kind, message, signature, countersignature } = row;
      const parsed = recordedStatementSchema.safeParse({
        kind,
        message,
        signature,
        ...(countersignature === null ? {} : { countersignature }),
      });
      if (
        !parsed.success ||
        ledger.digest(parsed.data) !== digest ||
        parsed.data.message.organisation !== row.organisation
      ) {
        this.fault({ line, digest, fault: "altered" });
        continue;
      }
      const event = byPlace.get(row.logIndex);
      byPlace.delete(row.logIndex);
      const isThere =
        event !== undefined &&
        event.digest === digest &&
        event.statement.signature === parsed.data.signature &&
        event.blockHash === row.blockHash &&
        event.transactionHash === row.transactionHash &&
        Number(event.timestamp) === row.timestamp &&
        event.lots.join() === row.lots.join();
      if (!isThere) this.fault({ line, digest, fault: "elsewhere" });
    }
    if (this.#complete === undefined) return;
    for (const { digest, statement } of byPlace.values()) {
      if (statement.message.organisation === this.#complete) this.fault({ line: null, digest, fault: "missing" });
    }
  }
}

function between(first: bigint, last: bigint): bigint[] {
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index));
}
