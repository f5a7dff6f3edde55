import type { MovementKind } from "../../domain/movement.ts";
import { checked, int4, int8, json, jsonb, optional, text, texts } from "./column.ts";
import { addedTable } from "./table.ts";

/** A statement as included in the ledger, whoever carried it. */
const statement_included = addedTable({
  columns: {
    digest: text(),
    kind: text(),
    organisation: text(),
    /** Wire form of the message. */
    message: json(),
    signature: text(),
    countersignature: optional(text()),
    /** Lots it concerns, in the order of their links. */
    lots: texts(),
    block_number: int8(),
    block_hash: text(),
    log_index: int4(),
    transaction_hash: text(),
    timestamp: int8(),
  },
  key: ["digest"],
  // What was stated in some days: the first finds the blocks, the other reads one organisation's.
  indexes: {
    statement_included_time: "(timestamp, block_number)",
    statement_included_organisation: "(organisation, block_number, log_index)",
  },
  uniqueIndexes: { statement_included_place: "(block_number, log_index)" },
});

/** One link of a lot's dossier. Positions count from 1, without gaps. */
const dossier_link = addedTable({
  columns: { lot: text(), position: int4(), digest: text(), timestamp: int8(), block_number: int8() },
  key: ["lot", "position"],
  // Only a fork asks for the links of its blocks.
  indexes: { dossier_link_block: "using brin (block_number)" },
});

/**
 * What governance did, and what organisations did about themselves. An act that extends a head names its subject (by
 * `registerKey`), the link's position in it, and what the link is made of.
 */
const governance_act = addedTable({
  columns: {
    block_number: int8(),
    block_hash: text(),
    log_index: int4(),
    transaction_hash: text(),
    timestamp: int8(),
    contract: text(),
    event: text(),
    args: jsonb(),
    subject: optional(text()),
    position: optional(int4()),
    digest: optional(text()),
  },
  key: ["block_number", "log_index"],
  indexes: {
    // What a step drew on its site's allowance: lineages look it up.
    governance_act_drawn: "((args->>'digest')) where event = 'AllowanceDrawn'",
    // What audits ask for: acts by what they are, and what was taken from permits by their numbers.
    governance_act_event: "(event, block_number, log_index)",
    governance_act_permit: "((args->>'number'), block_number, log_index) where contract = 'ExportControl'",
  },
  uniqueIndexes: { governance_act_subject: "(subject, position)" },
});

/** A document that a statement names. Which statement is not asked: a statement says what it names. */
const named_document = addedTable({
  columns: { hash: text(), block_number: int8() },
  key: [],
  indexes: { named_document_hash: "(hash)", named_document_block: "using brin (block_number)" },
});

/** Grams that came into an organisation's stock, or left it. What it sent is in its stock until it has arrived. */
const movement = addedTable({
  columns: {
    organisation: text(),
    lot: text(),
    /** Statement, or act of governance, that moved them. */
    digest: text(),
    kind: text<MovementKind>(),
    grams: checked(int8(), "grams > 0"),
    counterparty: optional(text()),
    timestamp: int8(),
    /** When it happened, as stated; null where nothing states it. */
    occurred_at: optional(int8()),
    block_number: int8(),
    log_index: int4(),
  },
  key: [],
  indexes: {
    movement_organisation: "(organisation, timestamp)",
    movement_block: "using brin (block_number)",
  },
});

export const statementTables = { statement_included, dossier_link, governance_act, named_document, movement };
