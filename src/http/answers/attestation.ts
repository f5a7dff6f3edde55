import type { z } from "zod";
import type { attestations } from "../../api/schemas/attestation.ts";
import { wireDeed } from "../../statements/knowledge.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";

type Attestation = z.input<typeof attestations>["items"][number];

/** An examination. @param name Name of who made it. */
export function attestationToWire(row: StatementRow, name: string): Attestation {
  const { digest, organisation, timestamp, message } = row;
  const { country, site, evidence } = message;
  return {
    statement: digest,
    ...wireDeed(row, "examined"),
    by: organisation,
    name,
    country,
    site,
    evidence,
    timestamp: Number(timestamp),
  } as Attestation;
}
