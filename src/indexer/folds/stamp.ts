import type { Outcome } from "../../domain/attestation.ts";
import type { StateRow } from "../state-table.ts";

const SECONDS_PER_DAY = 86_400n;
/** The contract's counter ends here. */
const DISPUTES_MAXIMUM = 255;

type Lot = StateRow<"lot">;

/** Columns that hold the day of the newest stamp, by what was examined. */
export const stampColumns = {
  assay: "assay_day",
  weight: "weight_day",
  process: "process_day",
  footprint: "footprint_day",
} as const;

/**
 * A lot after an attestation: one that does not conform disputes it, an independent one that conforms stamps it.
 * @param stamps Whether the attestation counts towards certification.
 * @param timestamp Time of the block.
 */
export function attested(
  lot: Lot,
  examined: keyof typeof stampColumns,
  outcome: Outcome,
  stamps: boolean,
  timestamp: bigint,
): Lot {
  if (outcome === "does-not-conform") return disputed(lot);
  if (outcome !== "conforms" || !stamps) return lot;
  return { ...lot, [stampColumns[examined]]: Number(timestamp / SECONDS_PER_DAY) };
}

/** A lot after one more finding that it does not conform. */
export function disputed(lot: Lot): Lot {
  return { ...lot, disputes: Math.min(lot.disputes + 1, DISPUTES_MAXIMUM) };
}
