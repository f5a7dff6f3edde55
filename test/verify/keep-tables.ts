import { sql } from "kysely";
import type { Store } from "../../src/store/open-store.ts";

/** Keeps what tables hold. @returns Puts it back, whatever was done to them. */
export async function keepTables({ db }: Store, tables: readonly string[]): Promise<() => Promise<void>> {
  const kept = (table: string) => sql.table(`kept_${table}`);
  for (const table of tables) await sql`create table ${kept(table)} as table ${sql.table(table)}`.execute(db);
  return async () => {
    for (const table of tables) {
      await sql`delete from ${sql.table(table)}`.execute(db);
      await sql`insert into ${sql.table(table)} select * from ${kept(table)}`.execute(db);
      await sql`drop table ${kept(table)}`.execute(db);
    }
  };
}
