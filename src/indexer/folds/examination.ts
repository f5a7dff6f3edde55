import type { AttestationKind, Outcome } from "../../domain/attestation.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { State } from "../state.ts";
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

/** Enters an examination: into the lot's record, and into the list of those that may be taken back. */
export function examine(tables: State["tables"], id: Hex, digest: Hex, examination: Examination): void {
  const lot = tables.lot.require(id);
  const { kind, outcome } = examination;
  const counted_day = countedDay(lot, examination);
  tables.lot.put(examined(lot, examination));
  tables.attestation.put({ digest, lot: id, kind, outcome, counted_day, revocation: null });
}

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

/** Day of an examination that counts, for or against the lot; null for one that counts neither way. */
export function countedDay(lot: Lot, { organisation, outcome, occurredAt, judges }: Examination): number | null {
  const own = lot.producer === organisation;
  const counts = outcome === "does-not-conform" ? judges || own : judges && !own;
  return counts ? Math.floor(occurredAt / SECONDS_PER_DAY) : null;
}

/** A lot after an attestation was taken back: one dispute fewer, or a stamp cleared if it was this attestation's day. */
export function unexamined(lot: Lot, attestation: StateRow<"attestation">): Lot {
  if (attestation.counted_day === null) return lot;
  if (attestation.outcome === "does-not-conform") {
    // A saturated count no longer tells how many findings stand.
    return lot.disputes === DISPUTES_MAXIMUM ? lot : { ...lot, disputes: lot.disputes - 1 };
  }
  const column = stampColumns[attestation.kind as AttestationKind];
  if (attestation.outcome !== "conforms" || column === undefined) return lot;
  return lot[column] === attestation.counted_day ? { ...lot, [column]: null } : lot;
}

/**
 * A lot after an examination. A finding disputes it, if it comes from one who judges or from the producer itself; what conforms
 * stamps it, if it comes from one who judges and is not the producer.
 */
export function examined(lot: Lot, examination: Examination): Lot {
  const day = countedDay(lot, examination);
  if (day === null) return lot;
  if (examination.outcome === "does-not-conform") {
    return { ...lot, disputes: Math.min(lot.disputes + 1, DISPUTES_MAXIMUM) };
  }
  const column = stampColumns[examination.kind];
  if (examination.outcome !== "conforms" || column === undefined) return lot;
  return { ...lot, [column]: Math.max(lot[column] ?? 0, day) };
}
