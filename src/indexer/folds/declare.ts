import { elementSymbols } from "../../domain/elements.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";

/** A declaration makes a lot, and draws on its quota. */
export const declare: Fold<IncludedStatement<"declare">> = {
  want({ statement }, tables) {
    const { quota } = statement.message.content;
    if (quota !== null) tables.quota.want(quota);
  },
  apply({ digest, statement, lots, blockNumber, timestamp, logIndex }, tables) {
    const { organisation, lotNumber, content } = statement.message;
    const [id = ""] = lots;
    tables.lot.put({
      id,
      producer: organisation,
      lot_number: lotNumber,
      status: "declared",
      form: content.form,
      mass_grams: content.massGrams,
      footprint_grams_per_kilogram: content.footprintGramsPerKilogram,
      elements: elementSymbols.filter((symbol) => "partsPerMillion" in content.composition[symbol]),
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
      disputes: 0,
      assay_day: null,
      weight_day: null,
      process_day: null,
      footprint_day: null,
      links: 0,
      block_number: blockNumber,
      log_index: logIndex,
    });
    if (content.quota === null) return;
    const quota = tables.quota.require(content.quota);
    tables.quota.put({ ...quota, drawn_grams: quota.drawn_grams + content.massGrams });
  },
};
