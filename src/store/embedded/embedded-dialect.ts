import { type Dialect, PGliteAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { EmbeddedDriver } from "./embedded-driver.ts";

/**
 * Speaks with the embedded database.
 * @param folder Where its files are; made if missing. No two may use it at once.
 * @param onEnd Told once if the database ends by itself; it does not come back.
 */
export function embeddedDialect(folder: string, onEnd?: (reason: Error) => void): Dialect {
  return {
    createAdapter: () => new PGliteAdapter(),
    createDriver: () => new EmbeddedDriver(folder, onEnd),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
