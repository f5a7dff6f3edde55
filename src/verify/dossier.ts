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
  /** Number of the block that included it. */
  block: bigint;
  /** What is wrong with it: no statement is known for the link, or one that hashes to another digest. */
  fault: "missing" | "altered" | null;
  known: KnownStatement | null;
  /** Consignment that governance returned to its sender, where that is what the link stands for. */
  timedOut: Hex | null;
  /** Finding that governance set aside, where that is what the link stands for. */
  overruled: Hex | null;
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
  const entries = explainActs(
    ledger,
    rows.map((row) => judgeEntry(ledger, signatures, row)),
  );
  return { lot, head: headOf(entries.map(({ link }) => link)), entries };
}

/**
 * A time-out or an overruling is no statement but a call of governance with a statement as its argument. That statement
 * stands in the same dossier, so the call's digest is computed from it.
 */
function explainActs(ledger: Ledger, entries: DossierEntry[]): DossierEntry[] {
  if (entries.every(({ fault }) => fault !== "missing")) return entries;
  const acts = new Map(entries.flatMap((entry) => actsOn(ledger, entry)));
  return entries.map((entry) => {
    const act = entry.fault === "missing" ? acts.get(entry.link.digest) : undefined;
    return act === undefined ? entry : { ...entry, fault: null, ...act };
  });
}

/** What governance may have done about a statement, by the digest of its call. */
function actsOn(ledger: Ledger, { link: { digest }, known }: DossierEntry): [Hex, Partial<DossierEntry>][] {
  switch (known?.statement.kind) {
    case "dispatch": {
      const dispatched = kindOf("dispatch").encode(known.statement.message);
      return [[keccak256(ledger.encodeCall("Custody", "timeOut", [dispatched])), { timedOut: digest }]];
    }
    case "attest":
    case "assay": {
      const { lot, organisation } = known.statement.message;
      const act = ledger.encodeCall("Attestations", "overruleFinding", [lot, organisation, digest]);
      return [[keccak256(act), { overruled: digest }]];
    }
    default:
      return [];
  }
}

function readRows(db: Kysely<Database>, lot: Hex, block: bigint) {
  return db
    .selectFrom("dossier_link as link")
    .leftJoin("statement_included as statement", "statement.digest", "link.digest")
    .select([
      "link.digest",
      "link.timestamp",
      "link.block_number as link_block",
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
  const link = { digest: row.digest, timestamp: Number(row.timestamp) };
  const entry = { link, block: row.link_block, timedOut: null, overruled: null };
  if (row.block_number === null || row.log_index === null) return { ...entry, fault: "missing", known: null };
  const parsed = recordedStatementSchema.safeParse({
    kind: row.kind,
    message: row.message,
    signature: row.signature,
    ...(row.countersignature === null ? {} : { countersignature: row.countersignature }),
  });
  if (!parsed.success) return { ...entry, fault: "altered", known: null };
  const statement = parsed.data;
  if (ledger.digest(statement) !== link.digest) return { ...entry, fault: "altered", known: null };
  const place = { blockNumber: row.block_number, logIndex: row.log_index, timestamp: link.timestamp };
  return {
    ...entry,
    fault: null,
    known: { place, statement, signatures: signaturesOf(link.digest, statement, signatures) },
  };
}
