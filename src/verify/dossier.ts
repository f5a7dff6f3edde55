import { keccak256 } from "ethers";
import type { Kysely } from "kysely";
import { type Head, headOf, type Link } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { kindOf, type RecordedStatement, recordedStatementSchema } from "../statements/statement.ts";
import type { Database } from "../store/database.ts";
import type { Place } from "./place.ts";
import { type SignatureFinding, type SignatureJudge, signaturesOf } from "./signatures.ts";

/** A statement as the index has it, judged. */
export interface KnownStatement {
  place: Place;
  statement: RecordedStatement;
  signatures: SignatureFinding[];
}

/** A link of a dossier, with the statement that it stands for. */
export interface DossierEntry {
  link: Link;
  /** What is wrong with it: no statement is known for the link, or one that hashes to another digest. */
  fault: "missing" | "altered" | null;
  known: KnownStatement | null;
  /** Consignment that governance returned to its sender, where that is what the link stands for. */
  timedOut: Hex | null;
}

/** Everything the index knows to have been stated about a lot, recomputed from the statements themselves. */
export interface Dossier {
  lot: Hex;
  head: Head;
  entries: DossierEntry[];
}

/**
 * Loads a lot's dossier from the index and recomputes every digest, signature and link of it.
 * @param block Last block that counts: the index may have moved on since the ledger was read.
 */
export async function loadDossier(
  db: Kysely<Database>,
  ledger: Ledger,
  signatures: SignatureJudge,
  lot: Hex,
  block: bigint,
): Promise<Dossier> {
  const rows = await readRows(db, lot, block);
  const entries = explainTimeOuts(
    ledger,
    rows.map((row) => judgeEntry(ledger, signatures, row)),
  );
  return { lot, head: headOf(entries.map(({ link }) => link)), entries };
}

/**
 * A time-out is no statement but a call of governance with the dispatch as its argument. The dispatch stands in the same
 * dossier, so the call's digest is computed from it.
 */
function explainTimeOuts(ledger: Ledger, entries: DossierEntry[]): DossierEntry[] {
  if (entries.every(({ fault }) => fault !== "missing")) return entries;
  const timeOuts = new Map(
    entries.flatMap(({ link, known }) => {
      if (known?.statement.kind !== "dispatch") return [];
      const dispatched = kindOf("dispatch").encode(known.statement.message);
      return [[keccak256(ledger.encodeCall("Custody", "timeOut", [dispatched])), link.digest] as const];
    }),
  );
  return entries.map((entry) => {
    const timedOut = entry.fault === "missing" ? timeOuts.get(entry.link.digest) : undefined;
    return timedOut === undefined ? entry : { ...entry, fault: null, timedOut };
  });
}

function readRows(db: Kysely<Database>, lot: Hex, block: bigint) {
  return db
    .selectFrom("dossier_link as link")
    .leftJoin("statement_included as statement", "statement.digest", "link.digest")
    .select([
      "link.digest",
      "link.organisation",
      "link.timestamp",
      "statement.kind",
      "statement.message",
      "statement.signature",
      "statement.countersignature",
      "statement.block_number",
      "statement.log_index",
    ])
    .where("link.lot", "=", lot)
    .where("link.block_number", "<=", block)
    .orderBy("link.position")
    .execute();
}

type Row = Awaited<ReturnType<typeof readRows>>[number];

function judgeEntry(ledger: Ledger, signatures: SignatureJudge, row: Row): DossierEntry {
  const link = { digest: row.digest, organisation: row.organisation, timestamp: Number(row.timestamp) };
  if (row.block_number === null || row.log_index === null)
    return { link, fault: "missing", known: null, timedOut: null };
  const parsed = recordedStatementSchema.safeParse({
    kind: row.kind,
    message: row.message,
    signature: row.signature,
    ...(row.countersignature === null ? {} : { countersignature: row.countersignature }),
  });
  if (!parsed.success) return { link, fault: "altered", known: null, timedOut: null };
  const statement = parsed.data;
  if (ledger.digest(statement) !== link.digest) return { link, fault: "altered", known: null, timedOut: null };
  const place = { blockNumber: row.block_number, logIndex: row.log_index, timestamp: link.timestamp };
  return {
    link,
    fault: null,
    known: { place, statement, signatures: signaturesOf(link.digest, statement, signatures) },
    timedOut: null,
  };
}
