import type { Kysely } from "kysely";
import type { Hex } from "../domain/hex.ts";
import type { GramMovement } from "../statements/deeds.ts";
import { declaredLots, deedOf, movementOf } from "../statements/knowledge.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { kindOf, type UnsignedStatement } from "../statements/statement.ts";
import type { Database } from "../store/database.ts";
import type { StatementRow } from "../store/repositories/statement-repository.ts";
import type { AlertEvent, DeclaredFacts, Facts, StatementEvent } from "./events.ts";

/** Blocks of which rules judge the events at once, at most: what they find is stored in one transaction. */
const BLOCKS = 1_000n;
/** Events at once, as far as blocks allow. */
const EVENTS = 2_000;

/** Whole blocks, with what happened in them and what rules may ask about it. */
export interface FinalEvents {
  /** The last of the blocks. */
  to: bigint;
  events: AlertEvent[];
  facts: Facts;
}

/**
 * Reads the final events behind a block.
 * @returns undefined if there is no final block behind it.
 */
export async function readFinalEvents(db: Kysely<Database>, after: bigint): Promise<FinalEvents | undefined> {
  const checkpoint = await db.selectFrom("checkpoint").select(["final_to", "block_number"]).executeTakeFirst();
  if (checkpoint === undefined) return undefined;
  // What is read again from the ledger has been final before, and is judged as it comes.
  const { final_to, block_number } = checkpoint;
  const last = block_number < final_to ? block_number : final_to;
  if (last <= after) return undefined;
  const to = await lastBlock(db, after, last < after + BLOCKS ? last : after + BLOCKS);
  const [statements, acts] = await Promise.all([
    db
      .selectFrom("statement_included")
      .selectAll()
      .where("block_number", ">", after)
      .where("block_number", "<=", to)
      .execute(),
    db
      .selectFrom("governance_act")
      .selectAll()
      .where("block_number", ">", after)
      .where("block_number", "<=", to)
      .execute(),
  ]);
  const events: AlertEvent[] = [
    ...statements.map(statementEvent),
    ...acts.map(({ block_number, log_index, timestamp, event, args }): AlertEvent => {
      const place = { blockNumber: block_number, logIndex: log_index, timestamp: Number(timestamp) };
      return { type: "act", ...place, event, args };
    }),
  ];
  events.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  return { to, events, facts: await readFacts(db, events) };
}

/** The last block that still fits, or the first one that has events at all. */
async function lastBlock(db: Kysely<Database>, after: bigint, last: bigint): Promise<bigint> {
  const rows = await db
    .selectFrom("statement_included")
    .select("block_number")
    .where("block_number", ">", after)
    .where("block_number", "<=", last)
    .orderBy("block_number")
    .orderBy("log_index")
    .limit(EVENTS + 1)
    .execute();
  const [first, beyond] = [rows[0], rows[EVENTS]];
  if (first === undefined || beyond === undefined) return last;
  return beyond.block_number > first.block_number ? beyond.block_number - 1n : first.block_number;
}

function statementEvent(row: StatementRow): StatementEvent {
  const statement = readStatement(row);
  const { message } = statement;
  return {
    type: "statement",
    digest: row.digest as Hex,
    organisation: message.organisation,
    country: "country" in message ? message.country : null,
    lots: row.lots as Hex[],
    declares: declaredLots(statement),
    moves: movementOf(statement),
    does: deedOf(statement),
    blockNumber: row.block_number,
    logIndex: row.log_index,
    timestamp: Number(row.timestamp),
  };
}

function readStatement({ kind, message }: Pick<StatementRow, "kind" | "message">): UnsignedStatement {
  const name = kind as StatementKindName;
  return { kind: name, message: kindOf(name).messageSchema.parse(message) } as UnsignedStatement;
}

async function readFacts(db: Kysely<Database>, events: readonly AlertEvent[]): Promise<Facts> {
  const statements = events.filter((event) => event.type === "statement");
  const lots = await readLots(db, [...new Set(statements.flatMap((event) => event.lots))]);
  const consignments = await readDispatches(db, statements);
  return {
    lot: (id) => lots.get(id) ?? missing("lot", id),
    dispatch: (consignment) => consignments.get(consignment) ?? missing("consignment", consignment),
  };
}

async function readLots(db: Kysely<Database>, ids: readonly Hex[]): Promise<Map<Hex, DeclaredFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("lot")
    .innerJoin("statement_included as statement", "statement.digest", "lot.declaration")
    .select(["lot.id", "lot.output", "statement.kind", "statement.message", "statement.digest"])
    .where("lot.id", "in", ids)
    .execute();
  return new Map(
    rows.map((row) => {
      const declared = declaredLots(readStatement(row))[row.output] ?? missing("lot", row.id);
      const { producer, lotNumber, content } = declared;
      return [row.id as Hex, { id: row.id as Hex, declaration: row.digest as Hex, producer, lotNumber, content }];
    }),
  );
}

async function readDispatches(
  db: Kysely<Database>,
  statements: readonly StatementEvent[],
): Promise<Map<Hex, GramMovement<"sent">>> {
  const named = statements.flatMap(({ moves }) => (moves && "consignment" in moves ? [moves.consignment] : []));
  if (named.length === 0) return new Map();
  const rows = await db
    .selectFrom("statement_included")
    .select(["digest", "kind", "message"])
    .where("digest", "in", [...new Set(named)])
    .execute();
  const sent = rows.map((row) => [row.digest as Hex, movementOf(readStatement(row))] as const);
  return new Map(sent.flatMap(([digest, moves]) => (moves?.how === "sent" ? [[digest, moves] as const] : [])));
}

function missing(what: string, id: string): never {
  throw new Error(`The index has events about ${what} ${id}, and not the ${what} itself.`);
}
