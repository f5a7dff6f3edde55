import { isDeepStrictEqual } from "node:util";
import { gramMoveEvents } from "../domain/permit-move.ts";
import { actDigestOf } from "../governance/act-digest.ts";
import { acts } from "../governance/acts.ts";
import type { IndexedEvent } from "../indexer/decode-log.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { caseOf, doneBy } from "../statements/knowledge.ts";
import { kindOf, type RecordedStatement, recordedStatementSchema } from "../statements/statement.ts";
import type { AuditedAct, AuditedGrams, AuditedStatement } from "./audit-file.ts";

/** What is wrong with a row, or with the file. */
export type AuditFaultName = "unreadable" | "altered" | "elsewhere" | "order" | "sum" | "end" | "missing" | "cut";

type StatementEvent = Extract<IndexedEvent, { type: "statement" }>;
type OtherEvent = Extract<IndexedEvent, { type: "governance" }>;

const actsByName = new Map(Object.values(acts).map((act) => [`${act.contract}.${act.functionName}`, act]));
const actEvents = new Set(Object.values(acts).map((act) => `${act.contract}.${act.eventName}`));
const gramEvents: readonly string[] = Object.values(gramMoveEvents);
const permitsContract = "ExportControl";

/** Whether an event moved grams of a permit. */
export function movesGrams({ contract, event }: OtherEvent): boolean {
  return contract === permitsContract && gramEvents.includes(event);
}

/** Whether an event tells of an act of governance. */
export function tellsOfAct({ contract, event }: OtherEvent): boolean {
  return actEvents.has(`${contract}.${event}`);
}

/** The digest that a row of an event has; null where an event has none. */
export function digestOf(event: IndexedEvent): string | null {
  if (event.type === "statement") return event.digest;
  const { digest, consignment } = event.args;
  return typeof consignment === "string" ? consignment : typeof digest === "string" ? digest : null;
}

/** The case that an event is part of; undefined if it is part of none. */
export function partOf({ digest, statement }: StatementEvent) {
  const { kind, message } = statement;
  return caseOf({ digest, kind, message: kindOf(kind).toWire(message) });
}

/** A statement of an audit, wherever it stands in it. */
type Stated = Omit<AuditedStatement, "until" | "renewal">;

/** The statement that a row has; undefined where it does not hash to the row's digest, or is not whose the row says. */
export function statementIn(ledger: Ledger, row: Stated): RecordedStatement | undefined {
  const { kind, message, signature, countersignature } = row;
  const statement = { kind, message, signature, ...(countersignature === null ? {} : { countersignature }) };
  const { data } = recordedStatementSchema.safeParse(statement);
  const isItself =
    data !== undefined && ledger.digest(data) === row.digest && data.message.organisation === row.organisation;
  return isItself ? data : undefined;
}

/** Whether the event at its place recorded a row's statement. */
export function isStated(
  row: Stated,
  { signature }: RecordedStatement,
  event: IndexedEvent | undefined,
  block: readonly IndexedEvent[],
): boolean {
  return (
    event?.type === "statement" &&
    event.digest === row.digest &&
    event.statement.signature === signature &&
    isAt(row, event) &&
    event.lots.join() === row.lots.join() &&
    (row.move !== "granted" || isNumbered(row, block))
  );
}

/** Whether a hold's row says when it ends as its statement does, or its renewal. */
export function saysItsEnd(ledger: Ledger, { renewal, until, lot, ...row }: AuditedStatement): boolean {
  const held = statementIn(ledger, row);
  if (held === undefined || doneBy(held, "held") === undefined) return false;
  if (lot === undefined || !row.lots.includes(lot)) return false;
  if (!renewal) return doneBy(held, "held")?.until === until;
  const renewed = doneBy(statementIn(ledger, renewal), "hold-renewed");
  return renewed?.hold === row.digest && renewed.until === until && renewal.lots.join() === lot;
}

/** Whether a row says the case that its statement is part of, and of a permit what its statement grants. */
export function isOfItsCase(row: AuditedStatement): boolean {
  const part = caseOf(row);
  if (row.case !== undefined && part?.id !== row.case) return false;
  if (row.move === undefined) return true;
  if (part?.of !== "permits") return false;
  const { number = null, grams = null, leftGrams = null } = row;
  if (part.field !== null) return row.move === "withdrawn" && number === null && grams === null && leftGrams === null;
  return row.move === "granted" && grams === Number(row.message.grams) && leftGrams === grams;
}

/** Whether the ledger gave a permit the number that its row says. */
function isNumbered({ digest, number }: Stated, block: readonly IndexedEvent[]): boolean {
  return block.some(
    (event) =>
      event.type === "governance" &&
      event.contract === permitsContract &&
      event.event === "PermitNumbered" &&
      event.args.digest === digest &&
      Number(event.args.number) === number,
  );
}

/** Whether an event stands where its row says. */
export function isAt(
  row: Pick<AuditedGrams, "blockHash" | "transactionHash" | "timestamp">,
  event: IndexedEvent,
): boolean {
  return (
    event.blockHash === row.blockHash &&
    event.transactionHash === row.transactionHash &&
    Number(event.timestamp) === row.timestamp
  );
}

/** What is wrong with a row of grams, beside the event at its place. */
export function faultOfGrams(row: AuditedGrams, event: IndexedEvent | undefined): AuditFaultName | undefined {
  const isThere =
    event?.type === "governance" &&
    event.contract === permitsContract &&
    event.event === gramMoveEvents[row.move] &&
    event.args.consignment === row.digest &&
    Number(event.args.number) === row.number &&
    Number(event.args.grams) === row.grams &&
    isAt(row, event);
  return isThere ? undefined : "elsewhere";
}

/** What is wrong with a row of an act, beside the event at its place. */
export function faultOfAct(row: AuditedAct, event: IndexedEvent | undefined): AuditFaultName | undefined {
  const act = actsByName.get(`${row.contract}.${row.act}`);
  if (act === undefined || actDigestOf(act, row.args) !== row.digest) return "altered";
  const isThere =
    event?.type === "governance" &&
    event.contract === act.contract &&
    event.event === act.eventName &&
    isDeepStrictEqual(plainOf(event), row.args) &&
    isAt(row, event);
  return isThere ? undefined : "elsewhere";
}

/** What an event told, as an audit has it: integers as decimal strings. */
function plainOf({ args }: OtherEvent): unknown {
  return JSON.parse(JSON.stringify(args, (_name, value) => (typeof value === "bigint" ? String(value) : value)));
}
