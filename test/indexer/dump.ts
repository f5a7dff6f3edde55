import { type Kysely, sql } from "kysely";
import type { Database } from "../../src/store/database.ts";
import { indexTableNames } from "../../src/store/index-schema/index-tables.ts";

/** Every row of every table that is made from the ledger's events, in an order that depends on nothing but the rows. */
export async function dump(db: Kysely<Database>): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of indexTableNames) {
    const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} t`.execute(db);
    tables[table] = rows.map(({ row }) => row).sort();
  }
  const { rows } = await sql<{ row: string }>`select block_number || ' ' || block_hash as row from checkpoint`.execute(
    db,
  );
  tables.checkpoint = rows.map(({ row }) => row);
  return tables;
}
