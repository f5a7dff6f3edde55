import type { z } from "zod";
import { ledgerEvent } from "../../api/schemas/event.ts";
import { isPublicKind } from "../../api/statement-visibility.ts";
import { type Concern, concerning } from "../../readers/concern.ts";
import { type Reader, standingOf } from "../../readers/reader.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { describeStatement } from "../../statements/statement.ts";
import type { OutboxRow } from "../../store/repositories/outbox-repository.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { readRecorded } from "../../verify/read-recorded.ts";
import { statementConcerns } from "../concerns/flow-concerns.ts";
import { presenterOf } from "../plumbing/present.ts";
import type { Services } from "../services.ts";

/** An event as one reader is shown it. */
export interface ShownEvent {
  sequence: bigint;
  type: OutboxRow["type"];
  body: z.output<typeof ledgerEvent>;
  /** Unix seconds; of the block, or of now where a fork has taken it back. */
  timestamp: number;
  /** Whether it concerns the reader, as a party or as an authority. */
  concerns: boolean;
  /** Whether more is shown than everybody sees, because the reader is an authority. */
  asAuthority: boolean;
}

/** What events are answered from. */
export type FeedServices = Pick<
  Services,
  "ledger" | "statements" | "consignments" | "organisations" | "lots" | "outbox"
>;

const present = presenterOf(ledgerEvent);
const batchLength = 100;

/** What a reader is told behind a position. @param type Only events of a type. */
export async function eventsAfter(
  services: FeedServices,
  reader: Reader,
  after: bigint,
  type?: OutboxRow["type"],
): Promise<{ events: ShownEvent[]; to: bigint; more: boolean }> {
  const rows = await services.outbox.after(after, batchLength, type);
  const events = await eventsFor(services, reader, rows);
  return { events, to: rows.at(-1)?.sequence ?? after, more: rows.length === batchLength };
}

/** What a reader is shown of events, in their order. Of a statement that a fork has taken back only what everybody sees. */
async function eventsFor(services: FeedServices, reader: Reader, rows: readonly OutboxRow[]): Promise<ShownEvent[]> {
  const found = await services.statements.findAll([...new Set(rows.map(({ digest }) => digest))]);
  const statements = new Map(found.map((row) => [row.digest, row]));
  const [concerns, concerned] =
    reader.credential === undefined
      ? [new Map<string, Concern>(), new Map<string, Set<string>>()]
      : await Promise.all([
          statementConcerns(services, found),
          services.lots.concerned(
            found.flatMap(({ kind, lots }) => (isPublicKind(kind as StatementKindName) ? lots : [])),
          ),
        ]);
  return rows.map((row) => {
    const statement = statements.get(row.digest);
    const event = toWire(services, row, statement);
    const concern = concerns.get(row.digest);
    if (concern !== undefined) concerning(event, concern);
    const standing = concern === undefined ? "public" : standingOf(reader, concern);
    return {
      sequence: row.sequence,
      type: row.type,
      body: present(event, "public", () => standing) as ShownEvent["body"],
      timestamp: statement === undefined ? Math.floor(Date.now() / 1_000) : Number(statement.timestamp),
      // What is found and certified about lots concerns whoever made or holds them, although everybody may see it.
      concerns: standing !== "public" || isAbout(statement, reader, concerned),
      asAuthority: standing === "authority",
    };
  });
}

function isAbout(
  statement: StatementRow | undefined,
  { credential }: Reader,
  concerned: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  if (credential === undefined) return false;
  return (statement?.lots ?? []).some((lot) => concerned.get(lot)?.has(credential.organisation) ?? false);
}

function toWire(
  { ledger }: FeedServices,
  row: OutboxRow,
  statement: StatementRow | undefined,
): z.input<typeof ledgerEvent> {
  const event = {
    id: row.sequence.toString(),
    type: row.type,
    kind: row.kind,
    digest: row.digest,
    blockNumber: Number(row.block_number),
    blockHash: row.block_hash,
  };
  // The index has it in another block, or not at all: what it said is not to be told for this one.
  if (statement === undefined || statement.block_hash !== row.block_hash) return event as z.input<typeof ledgerEvent>;
  const recorded = readRecorded(ledger, row.digest, statement);
  // Nor is what hashes to another digest.
  if (recorded.fault !== null) return event as z.input<typeof ledgerEvent>;
  return {
    ...event,
    lots: statement.lots,
    timestamp: Number(statement.timestamp),
    organisation: recorded.statement.message.organisation,
    description: describeStatement(recorded.statement),
  } as z.input<typeof ledgerEvent>;
}
