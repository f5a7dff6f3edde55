import type { z } from "zod";
import type { auditPermitRow } from "../../api/schemas/audit.ts";
import { type GramMove, gramMoveEvents, leftAfter } from "../../domain/permit-move.ts";
import { caseOf, kindsPursuing } from "../../statements/knowledge.ts";
import type { ActRow } from "../../store/repositories/act-repository.ts";
import { encodeCursor } from "../../store/repositories/page.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import type { LevelFor } from "../plumbing/present.ts";
import type { Services } from "../services.ts";
import { type AuditPage, type PageAsked, placeBehind, rowToWire, thoseShown } from "./audit.ts";
import type { AuditSpan } from "./audit-cases.ts";

type Row = z.input<typeof auditPermitRow>;

const gramMoves = Object.entries(gramMoveEvents) as [GramMove, string][];

/** What was left of permits behind the last row, by their numbers. */
type Left = Map<string, bigint>;

/** Reads what became of permits, page behind page: what was left is summed once, and then carried on. */
export function auditPermits() {
  const left: Left = new Map();
  return (services: Services, levelFor: LevelFor, span: AuditSpan, asked: PageAsked) =>
    auditPermitsFor(services, levelFor, span, asked, left);
}

/**
 * A page of what became of permits, in the ledger's order: granted, taken, given back, withdrawn. Of grams the reader sees what moved under permits
 * that concern it.
 * @throws Problem if the cursor is none.
 */
async function auditPermitsFor(
  services: Services,
  levelFor: LevelFor,
  { from, to }: AuditSpan,
  asked: PageAsked,
  left: Left,
): Promise<AuditPage<Row>> {
  const { limit } = asked;
  const after = placeBehind(asked);
  const page = { limit, ...(after && { after }) };
  const [stated, moved] = await Promise.all([
    services.statements.stated({ from, to, kinds: kindsPursuing("permits") }, page),
    services.acts.list(
      { from, to, events: gramMoves.map(([, event]) => ({ contract: "ExportControl", event })) },
      page,
    ),
  ]);
  const all = [...stated.items, ...moved.items].sort(byPlace);
  const taken = all.slice(0, limit);
  const last = taken.at(-1);
  const hasMore = all.length > limit || stated.next !== undefined || moved.next !== undefined;
  const statements = taken.filter((row) => "signature" in row);
  const [shown, moves] = await Promise.all([
    thoseShown(services, statements, levelFor).then((rows) => grantsToWire(services, rows)),
    movesToWire(services, levelFor, taken.filter((row) => !("signature" in row)) as ActRow[], left),
  ]);
  const items = [...shown, ...moves].sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
  const next =
    hasMore && last !== undefined
      ? encodeCursor({ blockNumber: last.block_number, logIndex: last.log_index, output: 0 })
      : null;
  return { items, next };
}

interface Placed {
  block_number: bigint;
  log_index: number;
}

function byPlace(a: Placed, b: Placed): number {
  return Number(a.block_number - b.block_number) || a.log_index - b.log_index;
}

/** Statements that grant permits, or withdraw them. */
async function grantsToWire({ exportControl }: Services, rows: readonly StatementRow[]): Promise<Row[]> {
  const granted = await exportControl.permitsOf(rows.map(({ digest }) => digest));
  const byStatement = new Map(granted.map((permit) => [permit.statement, permit]));
  return rows.map((row) => {
    const permit = caseOf(row)?.field === null ? byStatement.get(row.digest) : undefined;
    const grams = permit === undefined ? null : Number(permit.granted_grams);
    return {
      move: permit === undefined ? "withdrawn" : "granted",
      number: permit === undefined ? null : Number(permit.number),
      ...{ grams, leftGrams: grams },
      ...rowToWire(row),
    };
  });
}

/** Grams of consignments, with what was left after each. @param left Of permits that rows before were about, what was left then. */
async function movesToWire(
  services: Services,
  levelFor: LevelFor,
  rows: readonly ActRow[],
  left: Left,
): Promise<Row[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const numbers = [...new Set(rows.map(({ args }) => String(args.number)))];
  const place = { blockNumber: first.block_number, logIndex: first.log_index };
  const [permits, before] = await Promise.all([
    services.exportControl.permitsNumbered(numbers.map(BigInt)),
    services.acts.permitGramsBefore(
      numbers.filter((number) => !left.has(number)),
      place,
    ),
  ]);
  const byNumber = new Map(permits.map((permit) => [String(permit.number), permit]));
  for (const { number, granted_grams } of permits) {
    if (!left.has(String(number))) left.set(String(number), granted_grams);
  }
  for (const { number, event, grams } of before)
    left.set(number, leftAfter(left.get(number) ?? 0n, moveOf(event), grams));
  return rows.flatMap((row): Row[] => {
    const number = String(row.args.number);
    const [move, grams] = [moveOf(row.event), BigInt(String(row.args.grams))];
    const now = leftAfter(left.get(number) ?? 0n, move, grams);
    left.set(number, now);
    const { exporter = "", consignee = "", country, destination } = byNumber.get(number) ?? {};
    const concern = { organisations: [exporter, consignee] as `0x${string}`[], countries: [country, destination] };
    if (levelFor(concern) === "public") return [];
    return [
      {
        ...{ move, number: Number(number), grams: Number(grams), leftGrams: Number(now) },
        digest: String(row.args.consignment),
        ...{ timestamp: Number(row.timestamp), blockNumber: Number(row.block_number), blockHash: row.block_hash },
        ...{ logIndex: row.log_index, transactionHash: row.transaction_hash },
        ...{ kind: null, organisation: null, message: null, signature: null, countersignature: null, lots: [] },
      },
    ];
  });
}

function moveOf(event: string): GramMove {
  const found = gramMoves.find(([, name]) => name === event);
  if (found === undefined) throw new Error(`${event} moves no grams of a permit`);
  return found[0];
}
