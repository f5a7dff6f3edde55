import { type Kysely, sql } from "kysely";

/**
 * What reading a whole ledger again wrote to no purpose: statements and undone rows are read as a whole, never looked into; a
 * statement's place needs one index, not two; nobody asks for a nonce; and only a fork asks for the links of its blocks.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "alter table statement_included alter column message type json",
  "alter table undo alter column key type json, alter column previous type json",
  "alter table statement_included drop constraint statement_included_block_hash_log_index_key",
  "drop index statement_included_block",
  "create unique index statement_included_place on statement_included (block_number, log_index)",
  "drop index statement_included_nonce",
  "drop index dossier_link_block",
  "create index dossier_link_block on dossier_link using brin (block_number)",
];
