import type { JsonObject } from "../statements/codec.ts";
import type { LedgerError } from "../statements/ledger-error.ts";

/** A reason as it is stored. */
export function reasonToJson(reason: LedgerError): JsonObject {
  return { ...reason };
}

/** A stored reason. */
export function reasonFromJson(stored: JsonObject): LedgerError {
  // Only `reasonToJson` writes the column.
  return stored as unknown as LedgerError;
}
