import { nanogramsPerGram } from "../../domain/composition.ts";
import { elementSymbols } from "../../domain/elements.ts";
import type { Hex } from "../../domain/hex.ts";
import type { Content } from "../../domain/lot.ts";
import { maskOf } from "../../domain/mask.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { StateRow } from "../state-table.ts";

/** What was found of each element in grams of a lot, by its index, in nanograms: a limit of detection is no content. */
export function foundIn(
  { parts_per_hundred_million, not_found }: Pick<StateRow<"lot_content">, "parts_per_hundred_million" | "not_found">,
  grams: bigint,
): bigint[] {
  return parts_per_hundred_million.map((share, index) =>
    (not_found >> index) & 1 ? 0n : nanogramsPerGram(share) * grams,
  );
}

/** The row of what a lot was declared to be made of. */
export function lotContent(lot: Hex, content: Content): StateRow<"lot_content"> {
  const { composition, site, deposit, custodyModel, primaryDataBasisPoints } = content;
  const missing = elementSymbols.filter((symbol) => "detectionLimit" in composition[symbol]);
  return {
    lot,
    site: locationNumberToWire(site),
    deposit,
    custody_model: custodyModel,
    primary_data_basis_points: primaryDataBasisPoints,
    parts_per_hundred_million: elementSymbols.map((symbol) => {
      const share = composition[symbol];
      return "detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion;
    }),
    not_found: maskOf(elementSymbols, missing, 0),
  };
}
