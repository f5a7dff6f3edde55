import { bool, int4, int8, optional, text, texts } from "./column.ts";
import { stateTable } from "./table.ts";

/** Rules of export control, as they stand. */
const export_rule = stateTable({
  columns: {
    rule: int4(),
    name: text(),
    country: text(),
    elements: texts(),
    forms: texts(),
    valid_from: int8(),
    valid_until: int8(),
    /** Null where it was never suspended. */
    suspended_from: optional(int8()),
    suspended_until: optional(int8()),
    /** A second suspension. */
    again_from: optional(int8()),
    again_until: optional(int8()),
    covers_transit: bool(),
    /** Null where it is no rule about goods made abroad. */
    value_share_basis_points: optional(int4()),
  },
  key: ["rule"],
});

/** Permits to send controlled goods across a border. */
const export_permit = stateTable({
  columns: {
    /** Digest of the statement: the permit's id. */
    statement: text(),
    /** Its number on the ledger. */
    number: int8(),
    authority: text(),
    exporter: text(),
    consignee: text(),
    country: text(),
    destination: text(),
    elements: texts(),
    forms: texts(),
    granted_grams: int8(),
    end_use: optional(text()),
    valid_from: int8(),
    valid_until: int8(),
    granted_at: int8(),
    /** When it was withdrawn; null where it was not. */
    withdrawn_at: optional(int8()),
    /** Where it stands in the ledger: the order of pages. */
    block_number: int8(),
    log_index: int4(),
  },
  key: ["statement"],
  indexes: { export_permit_exporter: "(exporter)", export_permit_country: "(country, block_number, log_index)" },
  uniqueIndexes: { export_permit_place: "(block_number, log_index)" },
});

/** Grams taken from permits and not given back. What takes from a permit knows it by its number. */
const export_permit_use = stateTable({ columns: { number: int8(), drawn_grams: int8() }, key: ["number"] });

export const exportControlTables = { export_rule, export_permit, export_permit_use };
