import { type Kysely, sql } from "kysely";

/**
 * The tables of the index are declared in one place from here on, and made anew where the declaration has changed. Those that
 * migrations made are dropped, whichever of them there are: the indexer reads the ledger again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const MADE_BY_MIGRATIONS = [
  "block",
  "statement_included",
  "dossier_link",
  "governance_act",
  "movement",
  "undo",
  "lot",
  "lot_content",
  "lot_input",
  "balance",
  "consignment",
  "consignment_line",
  "organisation",
  "role_grant",
  "organisation_key",
  "quota",
  "scheme",
  "accreditation",
  "tolerance",
  "site_movement",
  "site_account",
  "site_credit",
  "class_threshold",
  "processing_terms",
  "allowance",
  "inheritance_policy",
  "register_head",
  "alert",
  "alert_memory",
  "alert_cursor",
];

const STATEMENTS = [
  `drop table if exists ${MADE_BY_MIGRATIONS.join(", ")}`,
  // What was announced is not announced again.
  `update checkpoint set block_number = -1, block_hash = '', halted = null,
    announce_from = greatest(announce_from, block_number + 1)`,
  `create table index_version (
    id int4 primary key check (id = 1),
    version text not null,
    tables text[] not null
  )`,
  "insert into index_version values (1, '', '{}')",
];
