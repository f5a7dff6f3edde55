import { elementSymbols } from "../../domain/elements.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LotIdentity } from "../../domain/lot.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { IncludedStatement } from "../fold.ts";
import type { StateRow } from "../state-table.ts";

/** The row of a lot as a statement declares it; the ledger says its id. */
export function declaredLot(
  id: Hex,
  { producer, lotNumber, content }: LotIdentity,
  {
    digest,
    blockNumber,
    timestamp,
    logIndex,
  }: Pick<IncludedStatement, "digest" | "blockNumber" | "timestamp" | "logIndex">,
  origin: Pick<StateRow<"lot">, "status" | "made_by" | "output">,
): StateRow<"lot"> {
  return {
    id,
    producer,
    lot_number: lotNumber,
    ...origin,
    form: content.form,
    mass_grams: content.massGrams,
    left_grams: content.massGrams,
    footprint_grams_per_kilogram: content.footprintGramsPerKilogram,
    elements: elementSymbols.filter((symbol) => "partsPerHundredMillion" in content.composition[symbol]),
    origin_country: content.originCountry,
    country: content.country,
    quota: content.quota,
    replaces: content.replaces === null ? null : lotIdToWire(content.replaces),
    declaration: digest,
    declared_at: timestamp,
    scheme: null,
    certification: null,
    certified_by: null,
    certified_at: null,
    valid_until: null,
    rejection: null,
    rejected_at: null,
    withheld_grams: null,
    disputes: 0,
    watched: false,
    links: 0,
    block_number: blockNumber,
    log_index: logIndex,
  };
}
