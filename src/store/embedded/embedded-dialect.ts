import { type Dialect, PGliteAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { EmbeddedDriver } from "./embedded-driver.ts";

/**
 * Speaks with the embedded database.
 * @param folder Where its files are; made if missing. No two may use it at once.
 */
export function embeddedDialect(folder: string): Dialect {
  return {
    createAdapter: () => new PGliteAdapter(),
    createDriver: () => new EmbeddedDriver(folder),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
