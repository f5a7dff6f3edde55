import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type RecordedStatement, recordedStatementSchema } from "../statements/statement.ts";

/** A statement as the index keeps it. All of it is null where the index has none. */
export interface RecordedRow {
  kind: string | null;
  message: object | null;
  signature: string | null;
  countersignature: string | null;
}

/** A statement that hashes to its digest, or what is wrong with it. */
export type Recorded =
  | { fault: null; statement: RecordedStatement }
  /** The index has no statement, or one that is none or hashes to another digest. */
  | { fault: "missing" | "altered"; statement: null };

/** Reads what was recorded under a digest: the one way from the index to a statement. Who signed it is another question. */
export function readRecorded(ledger: Pick<Ledger, "digest">, digest: string, row: RecordedRow): Recorded {
  const { kind, message, signature, countersignature } = row;
  if (kind === null) return { fault: "missing", statement: null };
  const parsed = recordedStatementSchema.safeParse({
    kind,
    message,
    signature,
    ...(countersignature === null ? {} : { countersignature }),
  });
  if (!parsed.success || ledger.digest(parsed.data) !== (digest as Hex)) return { fault: "altered", statement: null };
  return { fault: null, statement: parsed.data };
}
