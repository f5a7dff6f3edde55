import { type Kysely, sql } from "kysely";
import { LRUCache } from "lru-cache";
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

/** Facts of the newest lots and consignments: what happens to one mostly happens soon after it was declared, or sent. They never change. */
export class KnownFacts {
  readonly lots = new LRUCache<Hex, DeclaredFacts>({ max: 20_000 });
  readonly dispatches = new LRUCache<Hex, GramMovement<"sent">>({ max: 20_000 });
}

/**
 * Reads the final events behind a block.
 * @param known What was read before; what is read now is added.
 * @returns undefined if there is no final block behind it.
 */
export async function readFinalEvents(
  db: Kysely<Database>,
  after: bigint,
  known: KnownFacts,
): Promise<FinalEvents | undefined> {
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
      .select(["digest", "kind", "message", "lots", "block_number", "log_index", "timestamp"])
      .where("block_number", ">", after)
      .where("block_number", "<=", to)
      .execute(),
    db
      .selectFrom("governance_act")
      .select(["event", "args", "block_number", "log_index", "timestamp"])
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
  return { to, events, facts: await readFacts(db, events, known) };
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

type EventRow = Pick<StatementRow, "digest" | "kind" | "message" | "lots" | "block_number" | "log_index" | "timestamp">;

function statementEvent(row: EventRow): StatementEvent {
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

async function readFacts(db: Kysely<Database>, events: readonly AlertEvent[], known: KnownFacts): Promise<Facts> {
  const statements = events.filter((event) => event.type === "statement");
  for (const event of statements) {
    if (event.moves?.how === "sent") known.dispatches.set(event.digest, event.moves);
    for (const lot of madeBy(event)) known.lots.set(lot.id, lot);
  }
  const lots = await complete(
    known.lots,
    statements.flatMap((event) => event.lots),
    (ids) => readLots(db, ids),
  );
  const consignments = await complete(known.dispatches, events.flatMap(consignmentOf), (ids) =>
    readDispatches(db, ids),
  );
  return {
    lot: (id) => lots.get(id) ?? missing("lot", id),
    dispatch: (consignment) => consignments.get(consignment) ?? missing("consignment", consignment),
  };
}

/** The consignment that an event is about, as far as it is about one that was sent before. */
function consignmentOf(event: AlertEvent): Hex[] {
  if (event.type === "act") return typeof event.args.consignment === "string" ? [event.args.consignment as Hex] : [];
  const about = [event.moves, event.does].find((what) => what !== null && "consignment" in what);
  return about && "consignment" in about && about.consignment !== null ? [about.consignment] : [];
}

/** Lots that a statement declares: what it makes stands behind what it takes. */
function madeBy({ digest, lots, declares }: StatementEvent): DeclaredFacts[] {
  const before = lots.length - declares.length;
  return declares.map(({ producer, lotNumber, content }, index) => {
    const id = lots[before + index] ?? missing("lot", lotNumber);
    return { id, declaration: digest, producer, lotNumber, content };
  });
}

/** What is known of each id, where need be read now. */
async function complete<T extends object>(
  known: LRUCache<Hex, T>,
  ids: readonly Hex[],
  read: (ids: readonly Hex[]) => Promise<Map<Hex, T>>,
): Promise<Map<Hex, T>> {
  const found = new Map<Hex, T>();
  const unknown: Hex[] = [];
  for (const id of new Set(ids)) {
    const value = known.get(id);
    if (value === undefined) unknown.push(id);
    else found.set(id, value);
  }
  const rest = unknown.length === 0 ? [] : await read(unknown);
  for (const [id, value] of rest) {
    known.set(id, value);
    found.set(id, value);
  }
  return found;
}

async function readLots(db: Kysely<Database>, ids: readonly Hex[]): Promise<Map<Hex, DeclaredFacts>> {
  const rows = await db.selectFrom("lot").select(["id", "output", "declaration"]).where(isAnyOf("id", ids)).execute();
  // One after the other: joined, a planner reads all statements there are.
  const declarations = await readStatements(db, [...new Set(rows.map(({ declaration }) => declaration))]);
  return new Map(
    rows.map(({ id, output, declaration }) => {
      const declared = declarations.get(declaration);
      const { producer, lotNumber, content } =
        declaredLots(declared ?? missing("lot", id))[output] ?? missing("lot", id);
      return [id as Hex, { id: id as Hex, declaration: declaration as Hex, producer, lotNumber, content }];
    }),
  );
}

async function readDispatches(db: Kysely<Database>, ids: readonly Hex[]): Promise<Map<Hex, GramMovement<"sent">>> {
  const statements = await readStatements(db, ids);
  return new Map(
    [...statements].flatMap(([digest, statement]) => {
      const moves = movementOf(statement);
      return moves?.how === "sent" ? [[digest as Hex, moves] as const] : [];
    }),
  );
}

async function readStatements(
  db: Kysely<Database>,
  digests: readonly string[],
): Promise<Map<string, UnsignedStatement>> {
  const rows = await db
    .selectFrom("statement_included")
    .select(["digest", "kind", "message"])
    .where(isAnyOf("digest", digests))
    .execute();
  return new Map(rows.map((row) => [row.digest, readStatement(row)]));
}

function isAnyOf(column: string, values: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`;
}

function missing(what: string, id: string): never {
  throw new Error(`The index has events about ${what} ${id}, and not the ${what} itself.`);
}
