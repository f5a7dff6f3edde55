import type { z } from "zod";
import type { dossierEntry } from "../../api/schemas/dossier.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { describeStatement } from "../../statements/statement.ts";
import type { DossierLinkRow } from "../../store/repositories/statement-repository.ts";
import { readRecorded } from "../../verify/read-recorded.ts";

/** A link of a dossier, with the statement that it commits to. */
export function dossierEntryToWire(
  ledger: Ledger,
  { statement: row, ...link }: DossierLinkRow,
): z.input<typeof dossierEntry> {
  const linked = {
    position: link.position,
    digest: link.digest,
    timestamp: Number(link.timestamp),
    blockNumber: Number(link.block_number),
  };
  if (row === null) return { ...linked, kind: "governance" };
  const { fault, statement } = readRecorded(ledger, link.digest, row);
  if (fault !== null) return { ...linked, kind: "altered" };
  const { message, signature, countersignature } = row;
  return {
    ...linked,
    transactionHash: row.transaction_hash,
    kind: statement.kind,
    message,
    organisation: statement.message.organisation,
    signature,
    countersignature,
    description: describeStatement(statement),
  };
}
