import { type Dialect, PGliteAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { EmbeddedDriver } from "./embedded-driver.ts";

/** The driver lets nobody into another's transaction by itself, so that Kysely need not give the session to one user at a time. */
class EmbeddedAdapter extends PGliteAdapter {
  override get supportsMultipleConnections(): true {
    return true;
  }
}

/**
 * Speaks with the embedded database.
 * @param folder Where its files are; made if missing. No two may use it at once.
 * @param onEnd Told once if the database ends by itself; it does not come back.
 */
export function embeddedDialect(folder: string, onEnd?: (reason: Error) => void): Dialect {
  return {
    createAdapter: () => new EmbeddedAdapter(),
    createDriver: () => new EmbeddedDriver(folder, onEnd),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
