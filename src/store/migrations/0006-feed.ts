import { type Kysely, sql } from "kysely";

/** What is told of the ledger as it happens: statements that no fork can take back any more, and who is called when they are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Whatever the index has from before is told to be final at the next block.
  "alter table checkpoint add column final_to int8 not null default -1",
  "create index outbox_final on outbox (sequence) where type = 'final'",
  `create table webhook (
    id uuid primary key,
    organisation text not null,
    key text not null,
    token uuid,
    url text not null,
    about text not null,
    state text not null default 'active',
    cursor int8 not null,
    created_at int8 not null,
    failures int4 not null default 0,
    failing_since int8,
    next_at int8 not null default 0,
    lease_until int8 not null default 0,
    last_error text
  )`,
  "create index webhook_organisation on webhook (organisation, created_at)",
  "create index webhook_due on webhook (next_at) where state = 'active'",
];
