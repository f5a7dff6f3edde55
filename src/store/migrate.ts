import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Database } from "./database.ts";
import { migrations } from "./migrations/migrations.ts";

/**
 * Brings the database to this version's tables. Several processes may do so at once: the first holds PostgreSQL's advisory
 * lock, the others wait and find the work done.
 * @throws Error if a migration fails, or if the database was written by a newer version.
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const executed = await executedMigrations(db);
  const newer = executed.filter((name) => !(name in migrations));
  if (newer.length > 0) {
    throw new Error(
      `The database was written by a newer version (it knows ${newer.join(", ")}). Update this one first.`,
    );
  }
  // The migrator looks through all tables again, several times, before it finds that there is nothing to do.
  if (Object.keys(migrations).every((name) => executed.includes(name))) return;
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function executedMigrations(db: Kysely<Database>): Promise<string[]> {
  const { rows: found } = await sql<{ is_there: boolean }>`
    select to_regclass('kysely_migration') is not null as is_there`.execute(db);
  if (found[0]?.is_there !== true) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return rows.map(({ name }) => name);
}
