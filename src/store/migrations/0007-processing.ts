import { type Kysely, sql } from "kysely";

/**
 * Carbon of transport beside grams, wider terms of schemes, and what transformations and site accounts leave. The index is derived
 * from events: rows of before are of a ledger without any of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "alter table balance add column transport_milligrams numeric(78) not null default 0",
  "alter table consignment_line add column transport_milligrams numeric(78) not null default 0",
  "alter table scheme add column custody_models text[] not null default '{}'",
  "alter table scheme add column allocations text[] not null default '{}'",
  "alter table scheme add column minimum_primary_data_percent int4 not null default 0",
  // What is left of a lot that its producer may still certify, or transform before that.
  "alter table lot add column left_grams int8 not null default 0",
  // Digest of the transformation or withdrawal that declared it; null for a lot without parents.
  "alter table lot add column made_by text",
  // One statement may declare several.
  "alter table lot add column output int4 not null default 0",
  "alter table lot drop constraint lot_block_number_log_index_key",
  "create unique index lot_place on lot (block_number, log_index, output)",
  "create index lot_made_by on lot (made_by)",
  `create table lot_input (
    consumer text not null,
    lot text not null,
    grams int8 not null check (grams > 0),
    footprint_grams_per_kilogram int4 not null,
    transport_milligrams numeric(78) not null,
    is_certified bool not null,
    block_number int8 not null,
    primary key (consumer, lot)
  )`,
  "create index lot_input_lot on lot_input (lot)",
];
