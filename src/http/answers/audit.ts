import type { z } from "zod";
import type { auditHold, auditRow } from "../../api/schemas/audit.ts";
import { isPublicKind } from "../../api/statement-visibility.ts";
import type { Address } from "../../domain/hex.ts";
import { consignmentOf, kindsAboutConsignments } from "../../statements/knowledge.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { statementConcerns } from "../concerns/flow-concerns.ts";
import type { LevelFor } from "../plumbing/present.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";

/** Which statements are audited. */
export interface AuditWanted {
  /** First second, and last; Unix time. */
  from: bigint;
  to: bigint;
  organisation?: Address | undefined;
  kind?: StatementKindName | undefined;
  /** Countries that a consignment leaves, reaches, or passes on the way: then only what was stated of such consignments. */
  leaves?: string | undefined;
  reaches?: string | undefined;
  passes?: string | undefined;
}

/** Which page is asked for. */
export interface PageAsked {
  cursor?: string | undefined;
  limit: number;
}

type Row = z.input<typeof auditRow>;
/** A page of an audit. */
export interface AuditPage<Item> {
  items: Item[];
  next: string | null;
}

/**
 * A page of statements, in the ledger's order, of which the reader may see all. Those of which it may not are left out: a page may have
 * fewer than fit, and only `next` tells the last.
 * @throws Problem if the cursor is none.
 */
export async function auditPageFor(
  services: Services,
  levelFor: LevelFor,
  { leaves, reaches, passes, kind, ...span }: AuditWanted,
  asked: PageAsked,
): Promise<AuditPage<Row>> {
  const isOfRoute = (leaves ?? reaches ?? passes) !== undefined;
  const named = kind === undefined ? undefined : [kind];
  const kinds = isOfRoute ? kindsAboutConsignments().filter((each) => named?.includes(each) ?? true) : named;
  // Nothing of another kind is on a route.
  if (kinds?.length === 0) return { items: [], next: null };
  const { limit } = asked;
  const after = placeBehind(asked);
  const { items, next } = await services.statements.stated({ ...span, kinds }, { limit, ...(after && { after }) });
  const onRoute = isOfRoute ? await thoseOnRoute(services, items, { leaves, reaches, passes }) : items;
  const shown = await thoseShown(services, onRoute, levelFor);
  return { items: shown.map(rowToWire), next: next === undefined ? null : encodeCursor(next) };
}

/** A page of holds that stand, the oldest first, by the statements that set them. @param now Unix seconds. */
export async function auditHoldsFor(
  services: Services,
  levelFor: LevelFor,
  { now, country }: { now: bigint; country?: string | undefined },
  asked: PageAsked,
): Promise<AuditPage<z.input<typeof auditHold>>> {
  const after = placeBehind(asked);
  const filter = { inForceAt: now, ...(country !== undefined && { country }) };
  const page = await services.holds.list(filter, { limit: asked.limit, ...(after && { after }) });
  const named = page.items.flatMap(({ statement, renewed_by }) => [statement, ...(renewed_by ? [renewed_by] : [])]);
  const rows = await services.statements.findAll(named);
  const shown = new Map((await thoseShown(services, rows, levelFor)).map((row) => [row.digest, row]));
  const items = page.items.flatMap(({ statement, lot, until, renewed_by }) => {
    const [row, renewal] = [shown.get(statement), shown.get(renewed_by ?? "")];
    if (row === undefined || (renewed_by !== null && renewal === undefined)) return [];
    return [{ ...rowToWire(row), lot, until: Number(until), renewal: renewal ? rowToWire(renewal) : null }];
  });
  return { items, next: page.next === undefined ? null : encodeCursor(page.next) };
}

/** Where a page begins. @throws Problem if the cursor is none. */
export function placeBehind({ cursor }: PageAsked) {
  if (cursor === undefined) return undefined;
  const after = decodeCursor(cursor);
  if (after === undefined) throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
  return after;
}

async function thoseOnRoute(
  { consignments }: Services,
  rows: readonly StatementRow[],
  { leaves, reaches, passes }: Pick<AuditWanted, "leaves" | "reaches" | "passes">,
): Promise<StatementRow[]> {
  const ids = [...new Set(rows.flatMap((row) => consignmentOf(row) ?? []))];
  const flows = await consignments.flows(ids);
  const on = new Set(
    flows
      .filter(({ from_country, to_country, passed }) => {
        if (leaves !== undefined && from_country !== leaves) return false;
        if (reaches !== undefined && to_country !== reaches) return false;
        return passes === undefined || passed.includes(passes);
      })
      .map(({ id }) => id),
  );
  return rows.filter((row) => on.has(consignmentOf(row) ?? ""));
}

/** Those statements of which a reader may see all. */
export async function thoseShown(
  services: Services,
  rows: StatementRow[],
  levelFor: LevelFor,
): Promise<StatementRow[]> {
  const closed = rows.filter(({ kind }) => !isPublicKind(kind as StatementKindName));
  // Whoever is an authority everywhere may read all: nothing need be asked about each.
  if (closed.length === 0 || levelFor({ organisations: [], countries: [] }) !== "public") return rows;
  const concerns = await statementConcerns(services, closed);
  return rows.filter(({ digest }) => {
    const concern = concerns.get(digest);
    return concern === undefined || levelFor(concern) !== "public";
  });
}

/** A statement as audits have it. */
export function rowToWire(row: StatementRow): Row {
  return {
    kind: row.kind as StatementKindName,
    organisation: row.organisation,
    lots: row.lots,
    digest: row.digest,
    timestamp: Number(row.timestamp),
    blockNumber: Number(row.block_number),
    blockHash: row.block_hash,
    logIndex: row.log_index,
    transactionHash: row.transaction_hash,
    message: row.message,
    signature: row.signature,
    countersignature: row.countersignature,
  };
}
