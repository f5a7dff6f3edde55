import { elementSymbols } from "../../domain/elements.ts";
import type { Hex } from "../../domain/hex.ts";
import type { Content } from "../../domain/lot.ts";
import { maskOf } from "../../domain/mask.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { StateRow } from "../state-table.ts";

/** The row of what a lot was declared to be made of. */
export function lotContent(lot: Hex, { composition, site, deposit, custodyModel }: Content): StateRow<"lot_content"> {
  const missing = elementSymbols.filter((symbol) => "detectionLimit" in composition[symbol]);
  return {
    lot,
    site: locationNumberToWire(site),
    deposit,
    custody_model: custodyModel,
    parts_per_hundred_million: elementSymbols.map((symbol) => {
      const share = composition[symbol];
      return "detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion;
    }),
    not_found: maskOf(elementSymbols, missing, 0),
  };
}
