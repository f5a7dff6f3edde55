import type { Hex } from "../domain/hex.ts";
import { type StatementKindName, statementKinds } from "./registry.ts";
import { kindOf, type RecordedStatement } from "./statement.ts";
import type { RawStruct } from "./structs.ts";

/** An event that recorded a statement. */
export interface StatementRecord {
  digest: Hex;
  statement: RecordedStatement;
  /** Ids of the lots whose dossiers it extended, in that order. */
  lots: bigint[];
}

const kindByEvent = new Map(
  (Object.keys(statementKinds) as StatementKindName[]).map((name) => {
    const { contract, eventName } = statementKinds[name];
    return [`${contract}.${eventName}`, name];
  }),
);

/**
 * Reads a statement from the event that recorded it.
 * @param args The event's arguments by name.
 * @returns undefined if the event records no statement.
 */
export function recordedStatement(
  contract: string,
  eventName: string,
  args: Record<string, unknown>,
): StatementRecord | undefined {
  const name = kindByEvent.get(`${contract}.${eventName}`);
  if (name === undefined) return undefined;
  const kind = kindOf(name);
  const statement = {
    kind: name,
    message: kind.decode(args.statement as RawStruct),
    signature: args.signature as Hex,
    ...("countersignature" in kind.attachments && { countersignature: args.countersignature as Hex }),
  } as RecordedStatement;
  // Events name their lots themselves where the signed message does not: a receipt names only its consignment.
  const lots =
    "lots" in args
      ? Array.from(args.lots as Iterable<bigint>)
      : "lot" in args
        ? [args.lot as bigint]
        : kind.lots(statement as Parameters<typeof kind.lots>[0]);
  return { digest: args.digest as Hex, statement, lots };
}
