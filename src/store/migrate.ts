import type { Kysely } from "kysely";
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
  const newer = (await executedMigrations(db)).filter((name) => !(name in migrations));
  if (newer.length > 0) {
    throw new Error(
      `The database was written by a newer version (it knows ${newer.join(", ")}). Update this one first.`,
    );
  }
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function executedMigrations(db: Kysely<Database>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return rows.map(({ name }) => name);
}
