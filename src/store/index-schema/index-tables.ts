import { createHash } from "node:crypto";
import code from "../../../data/index-meaning.json" with { type: "json" };
import { alertTables } from "./alerts.ts";
import { chainTables } from "./chain.ts";
import { consignmentTables } from "./consignments.ts";
import { customsTables } from "./customs.ts";
import { exportControlTables } from "./export-control.ts";
import { lotTables } from "./lots.ts";
import { participantTables } from "./participants.ts";
import { ruleTables } from "./rules.ts";
import { siteAccountTables } from "./site-accounts.ts";
import { statementTables } from "./statements.ts";
import { creationOf, type KeyOf, type RowOf, type Table, type TableKind } from "./table.ts";

// Times of the ledger are Unix seconds throughout; addresses have the checksum of EIP-55; ids and hashes are 0x and 64 digits.

/**
 * Every table of the index. Nothing but the ledger's events feeds them. From this declaration follow the tables in the database, the
 * types of rows, what a fork takes back, and what is emptied before the ledger is read again.
 */
export const indexTables = {
  ...chainTables,
  ...statementTables,
  ...lotTables,
  ...consignmentTables,
  ...participantTables,
  ...ruleTables,
  ...siteAccountTables,
  ...customsTables,
  ...exportControlTables,
  ...alertTables,
} as const satisfies Record<string, Table>;

type Declared = typeof indexTables;

/** Rows of the index as Kysely reads and writes them. */
export type IndexTables = { [Name in keyof Declared]: RowOf<Declared[Name]> };

export type IndexTableName = keyof Declared;

/** Values of the key of a table's rows. */
export type IndexKey<Name extends IndexTableName> = KeyOf<Declared[Name]>;

/** Tables of one kind. */
export type TableNameOf<Kind extends TableKind> = {
  [Name in IndexTableName]: Declared[Name]["kind"] extends Kind ? Name : never;
}[IndexTableName];

export type StateTableName = TableNameOf<"state">;
export type AddedTableName = TableNameOf<"added">;

export const indexTableNames = Object.keys(indexTables) as IndexTableName[];
export const stateTableNames = namesOf("state");
export const addedTableNames = namesOf("added");

/** Statements that make all of them. */
export const indexCreation: readonly string[] = indexTableNames.flatMap((name) => creationOf(name, indexTables[name]));

/**
 * Changes with every change of the declaration, and of the code by which events become rows (`npm run generate` takes it down): an index of
 * another version is read again from the ledger. Reading again for nothing costs minutes; going on with rows that mean something else
 * would be a wrong answer.
 */
export const indexVersion: string = createHash("sha256")
  .update([code.meaning, ...indexCreation].join("\n"))
  .digest("hex");

function namesOf<Kind extends TableKind>(kind: Kind): TableNameOf<Kind>[] {
  return indexTableNames.filter((name): name is TableNameOf<Kind> => indexTables[name].kind === kind);
}
