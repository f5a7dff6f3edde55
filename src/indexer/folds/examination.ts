import type { AttestationKind, Outcome } from "../../domain/attestation.ts";
import type { Address } from "../../domain/hex.ts";
import type { StateRow } from "../state-table.ts";

const SECONDS_PER_DAY = 86_400;
/** The contract's counter ends here. */
const DISPUTES_MAXIMUM = 255;

type Lot = StateRow<"lot">;

/** Columns that hold the day of the newest examination that counts, where a certificate may ask for the kind. */
const stampColumns: { [K in AttestationKind]?: "assay_day" | "weight_day" | "process_day" | "footprint_day" } = {
  assay: "assay_day",
  weight: "weight_day",
  process: "process_day",
  footprint: "footprint_day",
};

/** What was examined, by whom, and what came of it. */
export interface Examination {
  organisation: Address;
  kind: AttestationKind;
  outcome: Outcome;
  /** Unix seconds. */
  occurredAt: number;
  /** Whether it was made in a role that judges: laboratory, verifier or customs. */
  judges: boolean;
}

/**
 * A lot after an examination. A finding disputes it, if it comes from one who judges or from the producer itself; what conforms
 * stamps it, if it comes from one who judges and is not the producer.
 */
export function examined(lot: Lot, { organisation, kind, outcome, occurredAt, judges }: Examination): Lot {
  const own = lot.producer === organisation;
  if (outcome === "does-not-conform" && (judges || own)) {
    return { ...lot, disputes: Math.min(lot.disputes + 1, DISPUTES_MAXIMUM) };
  }
  const column = stampColumns[kind];
  if (outcome !== "conforms" || !judges || own || column === undefined) return lot;
  const day = Math.floor(occurredAt / SECONDS_PER_DAY);
  return { ...lot, [column]: Math.max(lot[column] ?? 0, day) };
}
