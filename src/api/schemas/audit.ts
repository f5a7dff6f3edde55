import { z } from "zod";
import { visibleObject } from "../visibility.ts";
import { kindNames } from "./network.ts";
import { pageOf } from "./page.ts";
import { address, count, hash, seconds } from "./scalars.ts";

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
  public: { ...fields, until: seconds("Last second (inclusive), as of its last renewal") },
}).meta({ id: "AuditHold" });

export const auditHoldPage = pageOf(auditHold).meta({ id: "AuditHoldPage" });
