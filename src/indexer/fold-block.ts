import type { Insertable } from "kysely";
import { type RegisterSubject, registerKey } from "../domain/register-subject.ts";
import { registerLinkOf } from "../governance/register-links.ts";
import { namedDocuments } from "../statements/knowledge.ts";
import { kindOf } from "../statements/statement.ts";
import type { AddedTableName, IndexTables } from "../store/index-schema/index-tables.ts";
import type { JsonRow } from "../store/insert-rows.ts";
import type { IndexedEvent } from "./decode-log.ts";
import type { DossierLinks, Fold, HeadLink, IncludedStatement, Movement } from "./fold.ts";
import { governanceFold } from "./folds/governance-folds.ts";
import { statementFold } from "./folds/statement-folds.ts";
import type { State } from "./state.ts";

type Row<T extends keyof IndexTables> = JsonRow<Insertable<IndexTables[T]>>;

/** Rows that a batch of blocks adds, besides changing current state. */
export type AddedRows = { [T in AddedTableName]: Row<T>[] };

/** Asks for the rows that folding the event is going to read. */
export function wantRows(event: IndexedEvent, tables: State["tables"]): void {
  const fold = foldOf(event);
  fold?.want(event, tables);
  const link = linkOf(event, fold);
  if (link !== undefined) wantHead(tables, link);
  for (const lot of dossierLinksOf(event, fold)?.lots ?? []) tables.lot.want(lot);
}

/** Asks for those that only the rows asked for first, which are loaded now, tell of. */
export function wantMoreRows(event: IndexedEvent, tables: State["tables"]): void {
  foldOf(event)?.wantMore?.(event, tables);
}

/** Folds an event into current state, and adds its rows. */
export function foldEvent(event: IndexedEvent, tables: State["tables"], added: AddedRows): void {
  const fold = foldOf(event);
  fold?.apply(event, tables);
  for (const movement of fold?.movements?.(event, tables) ?? []) {
    if (movement.grams > 0n) added.movement.push(movementRow(event, movement));
  }
  if (event.type === "statement") {
    added.statement_included.push(statementRow(event));
    const { blockNumber: block_number } = event;
    for (const hash of namedDocuments(event.statement)) added.named_document.push({ hash, block_number });
  }
  const links = dossierLinksOf(event, fold);
  if (links !== undefined) {
    for (const lot of links.lots) added.dossier_link.push(extendDossier(lot, links, event, tables));
  }
  const link = linkOf(event, fold);
  if (event.type === "governance" || link !== undefined) {
    added.governance_act.push(actRow(event, link, link && extendHead(link, tables)));
  }
}

function foldOf(event: IndexedEvent): Fold<IndexedEvent> | undefined {
  // A fold reads nothing but the events that are looked up for it here.
  return (
    event.type === "statement" ? statementFold(event.statement.kind) : governanceFold(event.contract, event.event)
  ) as Fold<IndexedEvent> | undefined;
}

/** Statements say in their fold which register they are a link of, everything else in its own description. */
function linkOf(event: IndexedEvent, fold: Fold<IndexedEvent> | undefined): HeadLink | undefined {
  if (event.type === "statement") return fold?.link?.(event);
  const link = registerLinkOf(event.contract, event.event, event.args);
  return link && { subject: headOf(link.subject), digest: link.digest };
}

/** The row that counts a register's links. */
function headOf(subject: RegisterSubject): HeadLink["subject"] {
  if (subject.type === "organisation") return { table: "organisation", key: subject.id };
  if (subject.type === "scheme") return { table: "scheme", key: Number(subject.id) };
  return { table: "register_head", key: registerKey(subject) };
}

function wantHead(tables: State["tables"], { subject }: HeadLink): void {
  if (subject.table === "organisation") tables.organisation.want(subject.key);
  else if (subject.table === "scheme") tables.scheme.want(subject.key);
  else tables.register_head.want(subject.key);
}

function dossierLinksOf(event: IndexedEvent, fold: Fold<IndexedEvent> | undefined): DossierLinks | undefined {
  if (event.type === "governance") return fold?.dossiers?.(event);
  return { lots: event.lots, digest: event.digest };
}

function movementRow(event: IndexedEvent, { counterparty, ...movement }: Movement): Row<"movement"> {
  const { timestamp, blockNumber, logIndex } = event;
  return {
    ...movement,
    digest: event.type === "statement" ? event.digest : String(event.args.digest),
    counterparty: counterparty ?? null,
    timestamp,
    occurred_at: event.type === "statement" ? occurredAt(event.statement.message) : null,
    block_number: blockNumber,
    log_index: logIndex,
  };
}

/** When it happened, as the statement says; null where it does not say. */
function occurredAt(message: object): bigint | null {
  const { occurredAt: at, content } = message as { occurredAt?: number; content?: { producedAt: number } };
  const stated = at ?? content?.producedAt;
  return stated === undefined ? null : BigInt(stated);
}

function statementRow(event: IncludedStatement): Row<"statement_included"> {
  const { digest, statement, lots } = event;
  const { kind, message, signature } = statement;
  return {
    digest,
    kind,
    organisation: message.organisation,
    message: kindOf(kind).toWire(message),
    signature,
    countersignature: "countersignature" in statement ? statement.countersignature : null,
    lots,
    block_number: event.blockNumber,
    block_hash: event.blockHash,
    log_index: event.logIndex,
    transaction_hash: event.transactionHash,
    timestamp: event.timestamp,
  };
}

function extendDossier(
  id: string,
  { digest }: DossierLinks,
  event: IndexedEvent,
  tables: State["tables"],
): Row<"dossier_link"> {
  const lot = tables.lot.require(id);
  const position = lot.links + 1;
  tables.lot.put({ ...lot, links: position });
  return {
    lot: id,
    position,
    digest,
    timestamp: event.timestamp,
    block_number: event.blockNumber,
  };
}

function extendHead({ subject }: HeadLink, tables: State["tables"]): number {
  if (subject.table === "organisation") {
    const organisation = tables.organisation.require(subject.key);
    tables.organisation.put({ ...organisation, links: organisation.links + 1 });
    return organisation.links + 1;
  }
  if (subject.table === "register_head") {
    const links = (tables.register_head.get(subject.key)?.links ?? 0) + 1;
    tables.register_head.put({ subject: subject.key, links });
    return links;
  }
  const scheme = tables.scheme.require(subject.key);
  tables.scheme.put({ ...scheme, links: scheme.links + 1 });
  return scheme.links + 1;
}

function actRow(event: IndexedEvent, link: HeadLink | undefined, position: number | undefined): Row<"governance_act"> {
  const told =
    event.type === "governance"
      ? { event: event.event, args: event.args }
      : { event: event.statement.kind, args: kindOf(event.statement.kind).toWire(event.statement.message) };
  return {
    block_number: event.blockNumber,
    block_hash: event.blockHash,
    log_index: event.logIndex,
    transaction_hash: event.transactionHash,
    timestamp: event.timestamp,
    contract: event.contract,
    ...told,
    subject: link === undefined ? null : String(link.subject.key),
    position: position ?? null,
    digest: link?.digest ?? null,
  };
}
