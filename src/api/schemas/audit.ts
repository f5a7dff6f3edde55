import { z } from "zod";
import { permitMoves } from "../../domain/permit-move.ts";
import { visibleObject } from "../visibility.ts";
import { kindNames } from "./network.ts";
import { pageOf } from "./page.ts";
import { address, count, grams, hash, seconds } from "./scalars.ts";

const fields = {
  kind: z.enum(kindNames),
  organisation: address("Organisation that stated it"),
  lots: z.array(hash("Lot")).meta({ description: "Lots that it concerns, in the order of their links" }),
  digest: hash("Digest of the statement"),
  timestamp: seconds("When the ledger included it"),
  blockNumber: count("Block that included it"),
  blockHash: hash("That block's hash"),
  logIndex: count("Place of its event among those of the block, from 0"),
  transactionHash: hash("Ledger transaction that carried it"),
  message: z.record(z.string(), z.unknown()).meta({ description: "What was signed: it hashes to the digest" }),
  signature: z.string(),
  countersignature: z.string().nullable(),
};

/** A statement with all that it takes to check it against the chain. */
export const auditRow = visibleObject({ public: fields }).meta({ id: "AuditRow" });

/** Some of them, in the ledger's order. */
export const auditPage = pageOf(auditRow).meta({ id: "AuditPage" });

/** A hold that stands, by the statement that set it. */
export const auditHold = visibleObject({
  public: {
    ...fields,
    lot: hash("Lot that is held: a consignment's hold has a row for each of its lots that still are"),
    until: seconds("Last second (inclusive): as `renewal` says, or the statement itself where there is none"),
    renewal: auditRow
      .nullable()
      .meta({ description: "Statement that last set another end, a renewal or a decision; null where none did" }),
  },
}).meta({ id: "AuditHold" });

export const auditHoldPage = pageOf(auditHold).meta({ id: "AuditHoldPage" });

/** A statement of a case that authorities pursue: of a challenge, or of a finding. */
export const auditCaseRow = visibleObject({
  public: { ...fields, case: hash("What it is about: digest of the statement that began it") },
}).meta({ id: "AuditCaseRow" });

export const auditCasePage = pageOf(auditCaseRow).meta({ id: "AuditCasePage" });

const { timestamp, blockNumber, blockHash, logIndex, transactionHash } = fields;
const place = { timestamp, blockNumber, blockHash, logIndex, transactionHash };

/** What became of a permit: it was granted or withdrawn by a statement, or a consignment took grams from it or gave some back. */
export const auditPermitRow = visibleObject({
  public: {
    move: z.enum(permitMoves),
    number: count("Number of the permit; null where it is withdrawn, as the statement names its digest").nullable(),
    grams: grams("Granted, taken or given back; null where it is withdrawn").nullable(),
    leftGrams: grams("Left of it after that; null where it is withdrawn").nullable(),
    digest: hash("Digest of the statement; of grams, that of the dispatch that took them"),
    ...place,
    kind: fields.kind.nullable().meta({ description: "Kind of the statement; null for grams, as are the next four" }),
    organisation: fields.organisation.nullable(),
    message: fields.message.nullable(),
    signature: fields.signature.nullable(),
    countersignature: fields.countersignature,
    lots: fields.lots,
  },
}).meta({ id: "AuditPermitRow" });

export const auditPermitPage = pageOf(auditPermitRow).meta({ id: "AuditPermitPage" });

/** An act of governance, with all that it takes to check it against the chain. */
export const auditAct = visibleObject({
  public: {
    act: z.string().meta({ description: "What was done: the name of the contract's function" }),
    contract: z.string(),
    digest: hash("Hash of the call's data"),
    ...place,
    args: z.record(z.string(), z.unknown()).meta({
      description: "The event's values by name; integers as decimal strings. The call's data follow from them",
    }),
  },
}).meta({ id: "AuditAct" });

export const auditActPage = pageOf(auditAct).meta({ id: "AuditActPage" });

/** What an audit can be of. */
export const auditSubjects = ["statements", "holds", "challenges", "findings", "permits", "acts"] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/** The first line of an audit that is written whole: what it is of. */
export const auditHead = visibleObject({
  public: {
    audit: z.enum(auditSubjects),
    asked: z.record(z.string(), z.union([z.string(), z.number()])).meta({
      description: "Parameters that were asked with. `from` and `to` are the first and the last second (Unix time)",
    }),
    madeAt: seconds("When it was made. Holds are those in force then"),
  },
}).meta({ id: "AuditHead" });

/** The last line of an audit that is written whole. A file without it, or with another number of rows, was cut. */
export const auditFoot = visibleObject({
  public: {
    rows: count("Rows between the first line and this one"),
    upTo: visibleObject({ public: { blockNumber, blockHash, timestamp: seconds("Time of that block") } })
      .nullable()
      .meta({
        description: "Newest block that the service had read when it read the last rows; null where it was catching up",
      }),
  },
}).meta({ id: "AuditFoot" });
